using System.Net;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using SmsBridge.Simulator.Core;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Intake.Campaigns;

/// <summary>Who may call as a core's gateway client, by which paths, and how much.</summary>
public class GatewayAccessTests(SmsBridgeApp app) : IClassFixture<SmsBridgeApp>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_app_key_opens_the_gateway_and_nothing_else_and_no_other_key_opens_that()
    {
        var stage = await CampaignStage.SetUpAsync(app);
        var other = await CampaignStage.SetUpAsync(app);

        (await stage.PostAsync("/sms/report", "[1]")).Status.ShouldBe(HttpStatusCode.OK);
        (await stage.PostAsync("/sms/report", "[1]", appKey: stage.Tenant.ApiKey)).Status.ShouldBe(HttpStatusCode.Unauthorized);
        (await stage.PostAsync("/sms", "[]", appKey: other.AppKey)).Status.ShouldBe(HttpStatusCode.Unauthorized);
        (await stage.PostAsync("/sms", "[]", tenant: "nobody")).Status.ShouldBe(HttpStatusCode.Unauthorized);
        (await stage.Tenant.PostAsync(new RawHook { ApiKey = stage.AppKey })).Status.ShouldBe(HttpStatusCode.Unauthorized);
        using var caller = app.CreateCaller();
        caller.DefaultRequestHeaders.Add("X-Fineract-API-Key", stage.AppKey);
        using var settings = await caller.GetAsync(stage.Tenant.ConfigurationUrl, Cancellation);
        settings.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await stage.Tenant.LogAsync("?status=refused")).Select(entry => entry.Text("reason")).ShouldContain("foreign_key", StringComparer.Ordinal);
    }

    /// <summary>A core that is not answered hangs up, and sends the texts of the call never again.</summary>
    [Fact(Timeout = 60_000)]
    public async Task Texts_are_taken_in_while_all_readers_are_at_work()
    {
        var stage = await CampaignStage.SetUpAsync(app);
        await using var busy = new BusyReaders(app.Services.GetRequiredService<SmsBridge.Store.Database>(), 20);

        var (status, _) = await stage.PostAsync("/sms", $$"""[{"internalId":1,"tenantId":"{{stage.Tenant.Id}}","mobileNumber":"","message":"x"},{"internalId":2,"tenantId":"{{stage.Tenant.Id}}","mobileNumber":"{{Some.Mobile}}","message":"x"}]""").WaitAsync(TestContext.Current.CancellationToken);

        status.ShouldBe(HttpStatusCode.Accepted);
        (await app.QueryAsync<long>("SELECT COUNT(*) FROM event JOIN tenant ON tenant.id = tenant_id WHERE identifier = @Id AND internal_id IN (1, 2)", new { stage.Tenant.Id })).ShouldBe([2L]);
    }

    [Fact]
    public async Task A_key_that_is_ended_opens_nothing_any_more()
    {
        var stage = await CampaignStage.SetUpAsync(app);
        using var caller = stage.Tenant.CreateCaller();

        using var ended = await caller.DeleteAsync($"{stage.Tenant.ConfigurationUrl}/app-key", Cancellation);
        using var again = await caller.DeleteAsync($"{stage.Tenant.ConfigurationUrl}/app-key", Cancellation);

        ended.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        again.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await stage.PostAsync("/sms/report", "[1]")).Status.ShouldBe(HttpStatusCode.Unauthorized);
        (await app.QueryAsync<string>("SELECT action || ' ' || COALESCE(after, before) FROM audit WHERE tenant_id = (SELECT id FROM tenant WHERE identifier = @Id) ORDER BY id", stage.Tenant))
            .Where(act => act.EndsWith("app key", StringComparison.Ordinal)).Count().ShouldBe(2);
    }

    [Fact]
    public async Task Another_tenants_texts_are_refused_as_a_whole()
    {
        var stage = await CampaignStage.SetUpAsync(app);

        var (status, body) = await stage.PostAsync("/sms", """[{"internalId":1,"tenantId":"somebody","mobileNumber":"0712345678","message":"x"}]""");

        status.ShouldBe(HttpStatusCode.Forbidden);
        body.Text("field").ShouldBe("tenantId");
        (await stage.StatusesAsync(1)).ShouldBeEmpty();
        (await stage.Tenant.LogAsync("?status=refused")).ShouldHaveSingleItem().Text("reason").ShouldBe("foreign_key");
    }

    [Theory]
    [InlineData("{}", HttpStatusCode.BadRequest)]
    [InlineData("[", HttpStatusCode.BadRequest)]
    [InlineData("", HttpStatusCode.BadRequest)]
    [InlineData("[]", HttpStatusCode.Accepted)]
    [InlineData("many", HttpStatusCode.RequestEntityTooLarge)]
    [InlineData("big", HttpStatusCode.RequestEntityTooLarge)]
    public async Task What_is_no_array_of_so_many_is_refused_in_words(string body, HttpStatusCode expected)
    {
        var stage = await CampaignStage.SetUpAsync(app);
        body = body switch { "many" => $"[{string.Join(',', Enumerable.Repeat("{}", 1_001))}]", "big" => $"[\"{new string('x', 8 * 1024 * 1024)}\"]", _ => body };

        var (status, answer) = await stage.PostAsync("/sms", body);

        status.ShouldBe(expected);
        if (expected != HttpStatusCode.Accepted)
        {
            answer.Text("detail").ShouldNotBeNullOrEmpty();
            (await stage.Tenant.LogAsync("?status=refused")).ShouldHaveSingleItem();
        }
    }

    [Fact]
    public async Task Who_has_no_key_is_told_so_and_held_up_after_too_many()
    {
        var stage = await CampaignStage.SetUpAsync(app);
        var nobody = new CampaignJobs(app.CreateCaller(), new Uri("http://localhost"), stage.Texts, stage.Tenant.Id, appKey: null);

        await Should.ThrowAsync<HttpRequestException>(() => nobody.ListSendersAsync(Cancellation));
        for (var times = 0; times < 25; times++)
        {
            await nobody.SendAsync([], Cancellation);
        }

        nobody.Lost.Take(15).ShouldAllBe(status => status == HttpStatusCode.Unauthorized);
        nobody.Lost[^1].ShouldBe(HttpStatusCode.TooManyRequests);
        (await stage.PostAsync("/sms", "[]")).Status.ShouldBe(HttpStatusCode.Accepted); // a right key is never held up
    }

    /// <summary>As Kestrel hands it over: an encoded slash stays one, whatever stands before it.</summary>
    [Theory]
    [InlineData("/sms/report")]
    [InlineData("/sms%2Freport")]
    [InlineData("/sms%2freport")]
    [InlineData("/gw/sms%2Freport")]
    [InlineData("/a%2Fb/sms%2Freport")]
    [InlineData("/gw/sms/report")]
    public async Task The_report_is_found_by_every_path_a_core_may_call(string path)
    {
        var stage = await CampaignStage.SetUpAsync(app);

        var context = await app.Server.SendAsync(
            http =>
            {
                (http.Request.Method, http.Request.Path, http.Request.ContentType) = ("POST", path, "application/json");
                http.Request.Headers["Fineract-Platform-TenantId"] = stage.Tenant.Id;
                http.Request.Headers["Fineract-Tenant-App-Key"] = stage.AppKey;
                http.Request.Body = new MemoryStream(Encoding.UTF8.GetBytes("[1,\"2\",\"x\",null]"));
            },
            Cancellation);

        context.Response.StatusCode.ShouldBe(StatusCodes.Status200OK);
    }
}
