using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using SmsBridge.Operators;
using SmsBridge.Tests.Console;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Operators;

/// <summary>What operators keep about themselves.</summary>
public sealed class AccountTests(SmsBridgeApp app) : IClassFixture<SmsBridgeApp>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Times_are_shown_in_the_zone_an_operator_chose()
    {
        using var browser = await app.SignInAsAsync(OperatorRole.Viewer);
        (await ConsolePages.PageAsync(browser, "/console/account")).ShouldContain(" UTC</time>");

        using var answer = await ChooseAsync(browser, "Africa/Nairobi");

        answer.Headers.Location!.OriginalString.ShouldBe("/console/account?done=zone");
        var page = await ConsolePages.PageAsync(browser, answer.Headers.Location.OriginalString);
        page.ShouldContain("Times are shown in the zone you chose");
        page.ShouldContain(TimeZoneInfo.ConvertTime(app.Clock.GetUtcNow(), TimeZoneInfo.FindSystemTimeZoneById("Africa/Nairobi")).ToString("HH:mm:ss", CultureInfo.InvariantCulture));
        page.ShouldNotContain(" UTC</time>");
        (await app.QueryAsync<string>("SELECT before || '>' || after FROM audit WHERE action = 'time_zone' ORDER BY id DESC LIMIT 1")).ShouldBe(["the browser's>Africa/Nairobi"]);
    }

    [Fact]
    public async Task The_zone_outlives_the_session_and_the_session_does_not_outlive_its_end_for_it()
    {
        var name = await app.AddOperatorAsync(OperatorRole.Support);
        using var browser = app.CreateBrowser();
        (await browser.SignInAsync(name)).Dispose();
        app.Clock.Advance(TimeSpan.FromMinutes(50));
        (await ChooseAsync(browser, "Africa/Kampala")).Dispose();

        using var next = app.CreateBrowser();
        (await next.SignInAsync(name)).Dispose();
        (await ConsolePages.PageAsync(next, "/console/account")).ShouldContain("""value="Africa/Kampala" selected""");

        for (var hour = 0; hour < 14; hour++)
        {
            app.Clock.Advance(TimeSpan.FromMinutes(50));
            (await ConsolePages.StatusAsync(browser, "/console/account")).ShouldBe(hour < 13 ? HttpStatusCode.OK : HttpStatusCode.Redirect);
        }
    }

    [Theory]
    [InlineData("Mars/Olympus")]
    [InlineData("../../../etc/passwd")]
    [InlineData("/usr/share/zoneinfo/Africa/Nairobi")]
    public async Task What_is_no_zone_changes_nothing(string zone)
    {
        using var browser = await app.SignInAsAsync(OperatorRole.Viewer);

        using var answer = await ChooseAsync(browser, zone);
        using var api = await browser.PatchAsJsonAsync("/api/account", new { timeZone = zone }, Cancellation);

        answer.Headers.Location!.OriginalString.ShouldBe("/console/account?problem=zone");
        api.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await Json.ReadAsync(await browser.GetAsync("/api/account", Cancellation))).TryGetProperty("timeZone", out _).ShouldBeFalse();
    }

    [Fact]
    public async Task The_same_is_in_the_api()
    {
        using var browser = await app.SignInAsAsync(OperatorRole.Viewer);

        using var set = await browser.PatchAsJsonAsync("/api/account", new { timeZone = "Asia/Kolkata" }, Cancellation);

        set.StatusCode.ShouldBe(HttpStatusCode.OK);
        var account = await Json.ReadAsync(await browser.GetAsync("/api/account", Cancellation));
        account.GetProperty("timeZone").GetString().ShouldBe("Asia/Kolkata");
        account.GetProperty("operator").GetProperty("role").GetString().ShouldBe("viewer");
        using var clear = await browser.PatchAsJsonAsync("/api/account", new { timeZone = "" }, Cancellation);
        (await Json.ReadAsync(await browser.GetAsync("/api/account", Cancellation))).TryGetProperty("timeZone", out _).ShouldBeFalse();
    }

    [Fact]
    public async Task Only_a_change_is_on_the_audit_from_what_was_stored()
    {
        var name = await app.AddOperatorAsync(OperatorRole.Viewer);
        using var one = app.CreateBrowser();
        using var other = app.CreateBrowser();
        (await one.SignInAsync(name)).Dispose();
        (await other.SignInAsync(name)).Dispose();

        (await ChooseAsync(one, "Africa/Nairobi")).Dispose();
        (await ChooseAsync(one, "Africa/Nairobi")).Dispose();
        (await ChooseAsync(other, "Africa/Kampala")).Dispose(); // its session knows nothing of the first choice

        (await app.QueryAsync<string>(
            "SELECT before || '>' || after FROM audit WHERE action = 'time_zone' AND subject = @subject ORDER BY id", new { subject = OperatorStore.Subject(name) }))
            .ShouldBe(["the browser's>Africa/Nairobi", "Africa/Nairobi>Africa/Kampala"]);
    }

    [Fact]
    public async Task Another_name_of_a_zone_is_taken_and_stays_chosen()
    {
        using var browser = await app.SignInAsAsync(OperatorRole.Viewer);

        using var set = await browser.PatchAsJsonAsync("/api/account", new { timeZone = "Asia/Calcutta" }, Cancellation);

        set.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await ConsolePages.PageAsync(browser, "/console/account")).ShouldContain("""value="Asia/Calcutta" selected""");
    }

    private static async Task<HttpResponseMessage> ChooseAsync(HttpClient browser, string zone) => await browser.PostFormAsync(
        "/console/account/time-zone", ConsolePages.Token(await ConsolePages.PageAsync(browser, "/console/account")), ("zone", zone));
}
