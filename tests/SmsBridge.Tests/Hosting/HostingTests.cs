using System.Net;
using System.Net.Http.Headers;
using System.Text;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Hosting;

/// <summary>What the host answers where no endpoint does.</summary>
public class HostingTests(SmsBridgeApp app) : IClassFixture<SmsBridgeApp>
{
    [Theory]
    [InlineData("GET", "/no/such/page", HttpStatusCode.NotFound)]
    [InlineData("PUT", "/modules/sms", HttpStatusCode.MethodNotAllowed)]
    [InlineData("DELETE", "/modules/sms/configuration", HttpStatusCode.MethodNotAllowed)]
    [InlineData("GET", "/modules/sms/events/default/abc", HttpStatusCode.NotFound)]
    [InlineData("GET", "/twilio/status/1", HttpStatusCode.MethodNotAllowed)]
    [InlineData("GET", "/no//such%2500", HttpStatusCode.NotFound)] // what is decoded once is not decoded again
    [InlineData("GET", "/health//li%252Fve", HttpStatusCode.NotFound)]
    [InlineData("GET", "/h%2565alth//live", HttpStatusCode.NotFound)]
    public async Task What_is_not_there_is_answered_as_problem_json(string method, string url, HttpStatusCode status)
    {
        using var answer = await AskAsync(method, url);

        answer.StatusCode.ShouldBe(status);
        (await Json.ReadAsync(answer)).GetProperty("status").GetInt32().ShouldBe((int)status);
    }

    [Theory]
    [InlineData("/health/live")]
    [InlineData("/health/ready")]
    public async Task A_bridge_that_works_says_so(string url)
    {
        using var answer = await AskAsync("GET", url);

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await Json.ReadAsync(answer)).Text("status").ShouldBe("Healthy");
    }

    [Theory]
    [InlineData("/twilio/status/1", "MessageSid=SM%00")]
    [InlineData("/twilio/inbound/default", "Bo%00dy=STOP")]
    [InlineData("/console/sign-in", "name=%00&password=x")]
    [InlineData("/console/first", "code=a%00b")]
    [InlineData("/console/messages/1", "reason=%00")]
    [InlineData("/console/sign-in", "--x\r\nContent-Disposition: form-data; name=\"name\"\r\n\r\nhalf", "multipart/form-data; boundary=x")]
    [InlineData("/twilio/status/1", "--x\r\nContent-Disposition: form-data; name=\"MessageSid\"\r\n\r\nhalf", "multipart/form-data; boundary=x")]
    [InlineData("/twilio/status/1", "a=b", "application/x-www-form-urlencoded; charset=utf-7")] // a character set nobody reads any more
    [InlineData("/console/sign-in", "a=b", "application/x-www-form-urlencoded; charset=\"UTF-7\"")]
    [InlineData("/console/messages/1/note", "a=b", "application/x-www-form-urlencoded; charset=utf-7")]
    [InlineData("/twilio/inbound/default", "--x\r\nContent-Disposition: form-data; name=\"a\"\r\nContent-Type: text/plain; charset=utf-7\r\n\r\nx\r\n--x--\r\n", "multipart/form-data; boundary=x")]
    public async Task A_form_that_can_not_be_decoded_is_the_callers_fault(string url, string form, string type = "application/x-www-form-urlencoded")
    {
        using var caller = app.CreateCaller();

        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(form));
        content.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
        using var answer = await caller.PostAsync(url, content, TestContext.Current.CancellationToken);

        ((int)answer.StatusCode).ShouldBeInRange(300, 499);
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/modules/sms")]
    [InlineData("/modules/sms/")]
    public async Task Who_asks_for_the_head_alone_is_answered(string url)
    {
        using var answer = await AskAsync("HEAD", url);

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", true)]
    [InlineData("text/html, image/gif, image/jpeg, *; q=.2, */*; q=.2", true)] // an old core's own library: it is not redirected either
    [InlineData("application/json", false)]
    [InlineData("*/*", false)]
    [InlineData(null, false)]
    public async Task A_browser_finds_the_way_to_the_console_and_a_program_json(string? accept, bool isPage)
    {
        using var caller = app.CreateCaller();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/");
        if (accept is not null)
        {
            request.Headers.TryAddWithoutValidation("Accept", accept);
        }

        using var answer = await caller.SendAsync(request, TestContext.Current.CancellationToken);
        var body = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        answer.Content.Headers.ContentType!.MediaType.ShouldBe(isPage ? "text/html" : "application/json");
        body.ShouldContain(isPage ? "href=\"console\"" : "{\"service\":\"SmsBridge\"}");
    }

    /// <summary>Whatever a load balancer makes of the path; not what is no question.</summary>
    [Theory]
    [InlineData("HEAD", "/health/ready", HttpStatusCode.OK)]
    [InlineData("GET", "/Health/Ready/", HttpStatusCode.OK)]
    [InlineData("POST", "/health/ready", HttpStatusCode.NotFound)]
    [InlineData("GET", "/health/ready/x", HttpStatusCode.NotFound)]
    [InlineData("GET", "/health", HttpStatusCode.NotFound)]
    [InlineData("GET", "/healthy/ready", HttpStatusCode.NotFound)]
    public async Task A_probe_is_asked_by_its_path(string method, string url, HttpStatusCode status)
    {
        using var answer = await AskAsync(method, url);

        answer.StatusCode.ShouldBe(status);
        (answer.Headers.CacheControl?.NoStore ?? false).ShouldBe(status == HttpStatusCode.OK);
    }

    private async Task<HttpResponseMessage> AskAsync(string method, string url)
    {
        using var caller = app.CreateCaller();
        using var request = new HttpRequestMessage(new HttpMethod(method), url);
        return await caller.SendAsync(request, TestContext.Current.CancellationToken);
    }
}

/// <summary>An application that is broken: its own, because nothing works after it.</summary>
public class BrokenHostTests(SmsBridgeApp app) : IClassFixture<SmsBridgeApp>
{
    [Fact]
    public async Task A_bug_is_answered_500_without_its_particulars()
    {
        var tenant = await app.NewTenantAsync();
        using var caller = tenant.CreateCaller();
        await app.MeddleAsync("DROP TABLE status_change");
        var eventId = (await tenant.PostAsync(new RawHook())).EventId;

        using var answer = await caller.GetAsync(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{tenant.EventsUrl}/{eventId}"), TestContext.Current.CancellationToken);

        answer.StatusCode.ShouldBe(HttpStatusCode.InternalServerError);
        var problem = (await Json.ReadAsync(answer)).ToString();
        problem.ShouldNotContain("status_change");
        problem.ShouldNotContain("Sqlite");
        problem.ShouldNotContain(" at ");
    }
}
