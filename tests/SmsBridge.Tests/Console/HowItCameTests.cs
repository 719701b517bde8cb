using System.Globalization;
using System.Net;
using System.Text;
using SmsBridge.Insight.EventLog;
using SmsBridge.Ledger;
using SmsBridge.Tests.Intake.Campaigns;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Console;

/// <summary>Both timelines say how an event came to be known; no hook is said to have come where none did.</summary>
public class HowItCameTests(ConsoleApp console) : IClassFixture<ConsoleApp>
{
    private static readonly Dialect[] Hooks = [Dialect.Flat, Dialect.Envelope, Dialect.Form];

    private SmsBridgeApp App => console.App;

    [Fact]
    public void Every_form_has_words_of_its_own()
    {
        var others = Enum.GetValues<Dialect>().Except(Hooks).ToList();

        foreach (var dialect in others)
        {
            HowItCame.Of(dialect, Verdict.Accepted).Log.ShouldNotContain("Hook received");
            HowItCame.Of(dialect, Verdict.Accepted).Beginning.ShouldNotBe("the hook", StringComparer.Ordinal);
        }

        others.Select(dialect => HowItCame.Of(dialect, Verdict.Accepted).Log).ShouldBeUnique(StringComparer.Ordinal);
        Hooks.ShouldAllBe(dialect => HowItCame.Of(dialect, Verdict.Ignored).Log == "Hook received");
        HowItCame.Of(Dialect.Unknown, Verdict.Refused).IsOwnTest.ShouldBeFalse("it was refused unread");
    }

    [Fact]
    public async Task A_text_of_a_campaign_did_not_come_with_a_hook()
    {
        var stage = await CampaignStage.SetUpAsync(App);
        (await stage.PostAsync("/sms", $$"""[{"internalId":1,"tenantId":"{{stage.Tenant.Id}}","mobileNumber":"0712345601","message":"Open on Monday"}]""")).Status.ShouldBe(HttpStatusCode.Accepted);
        await App.DrainAsync();
        var eventId = (await App.QueryAsync<long>("SELECT event_id FROM message WHERE tenant_id = (SELECT id FROM tenant WHERE identifier = @Id)", new { stage.Tenant.Id })).ShouldHaveSingleItem();

        var first = (await stage.Tenant.EventAsync(eventId)).GetProperty("timeline")[0];
        var page = await PageAsync(eventId, stage.Tenant, "core");

        first.Text("what").ShouldBe("Text received from the core (POST /sms): accepted.");
        page.ShouldContain("Number and text taken from the core’s call.");
        page.ShouldContain("The core was not asked: number and text came with the core’s call.");
        page.ShouldNotContain("was not kept when this was sent");
    }

    [Fact]
    public async Task A_test_sms_is_told_of_by_an_operator()
    {
        var tenant = await App.NewTenantAsync();
        using var client = console.As($"TenantAdmin;{tenant.Id}");
        using var started = await client.PostAsync($"/api/tenants/{tenant.Id}/test-sms", new StringContent("""{"number":"0712345678"}""", Encoding.UTF8, "application/json"), TestContext.Current.CancellationToken);
        await App.DrainAsync();
        var eventId = (await Json.ReadAsync(started)).GetProperty("eventId").GetInt64();

        var first = (await tenant.EventAsync(eventId)).GetProperty("timeline")[0];

        (first.Text("source"), first.Text("what")).ShouldBe(("operator", "Test SMS, asked for by an operator: accepted."));
        (await PageAsync(eventId, tenant, "core")).ShouldContain("The core was not asked: number and text came with the request.");
    }

    [Fact]
    public async Task An_external_event_is_no_hook_and_came_with_no_key()
    {
        var tenant = await App.NewTenantAsync();
        var eventId = await tenant.RepayAsync();
        await App.DrainAsync();
        await App.MeddleAsync("UPDATE event SET dialect = @dialect, body = NULL WHERE id = @eventId", new { eventId, dialect = (int)Dialect.External });

        var first = (await tenant.EventAsync(eventId)).GetProperty("timeline")[0];
        var page = await PageAsync(eventId, tenant, "text");

        (first.Text("source"), first.Text("what")).ShouldBe(("core", "External event received: accepted."));
        page.ShouldContain("The core reported in an external event: ");
        page.ShouldNotContain("known key");
    }

    private async Task<string> PageAsync(long eventId, TestTenant tenant, string tab) =>
        WebUtility.HtmlDecode(await console.PageAsync(string.Create(CultureInfo.InvariantCulture, $"/console/messages/{eventId}?tab={tab}"), $"Support;{tenant.Id}"));
}
