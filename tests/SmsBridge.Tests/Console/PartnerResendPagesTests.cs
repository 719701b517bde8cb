using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using Microsoft.Extensions.DependencyInjection;
using SmsBridge.Operators;
using SmsBridge.Partners.Notices.Resends;
using SmsBridge.Tests.Partners.Notices;
using SmsBridge.Tests.Support;
using static SmsBridge.Tests.Console.ConsolePages;

namespace SmsBridge.Tests.Console;

/// <summary>The pages and the API by which deliveries are found and sent again.</summary>
public class PartnerResendPagesTests(NoticeStage stage) : IClassFixture<NoticeStage>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_hour_is_sent_again_from_the_page_after_a_dry_run()
    {
        var (tenant, partner) = await StartAsync();
        await tenant.RepayAsync();
        await stage.TellAsync();
        stage.App.Clock.Advance(TimeSpan.FromMinutes(2));
        using var admin = await stage.App.SignInAsAsync(OperatorRole.Admin);
        var url = $"/console/partners/{partner.Code}/resend?from={Minute(-30)}&to={Minute(0)}";

        var dry = await PageAsync(admin, url);
        dry.ShouldContain("1 notification would be sent again.");
        dry.ShouldContain("Delivered</span> <span class=\"figures\">1</span>");
        (await SubmitAsync(admin, url, "start", Key(dry), ("until", ""), ("confirm", "resend 2"))).ShouldContain("Nothing was sent.");
        partner.Receiver.Count.ShouldBe(1);
        var run = await SubmitAsync(admin, url, "start", Key(dry), ("until", ""), ("confirm", "resend 1"));
        run.ShouldContain("Under way…");
        run.ShouldContain("data-refresh=\"1\"");
        (await SubmitAsync(admin, url, "start", Key(dry), ("until", ""), ("confirm", "resend 1"))).ShouldContain("Under way…"); // pressed twice
        await stage.App.Services.GetRequiredService<NoticeResendMoves>().RunAsync(Cancellation);
        await stage.TellAsync();

        partner.Receiver.Count.ShouldBe(2);
        partner.Receiver.Received[1].Id.ShouldBe(partner.Receiver.Received[0].Id);
        (await PageAsync(admin, $"/console/partners/{partner.Code}/resend")).ShouldContain("1 of 1");
    }

    [Fact]
    public async Task Deliveries_are_found_by_time_in_the_readers_zone_code_payment_and_webhook_id()
    {
        var (tenant, partner) = await StartAsync();
        var eventId = await tenant.RepayAsync();
        await stage.TellAsync();
        stage.App.Clock.Advance(TimeSpan.FromMinutes(2));
        using var admin = await stage.App.SignInAsAsync(OperatorRole.Admin);
        await stage.App.MeddleAsync("UPDATE money_transaction SET third_party_id = 'rcpt 77' WHERE event_id = @eventId", new { eventId });
        var webhookId = partner.Receiver.Received[0].Id;

        foreach (var query in new[] { "code=MR101", "q=rcpt%2077", $"q={eventId}", $"q={webhookId}", $"from={Minute(-30)}&to={Minute(0)}", $"to={Minute(0)}&code=MR101&state=delivered&q={eventId}" })
        {
            (await PageAsync(admin, $"/console/partners/{partner.Code}/deliveries?{query}")).ShouldContain("class=\"row\"", customMessage: query);
        }

        foreach (var query in new[] { "code=ER104", "q=rcpt-78", "q=msg_none", $"to={Minute(-30)}", $"from={Minute(0)}", $"q={eventId}&code=MR103", "state=held" })
        {
            (await PageAsync(admin, $"/console/partners/{partner.Code}/deliveries?{query}")).ShouldNotContain("class=\"row\"", customMessage: query);
        }
    }

    [Fact]
    public async Task The_api_plans_starts_once_shows_and_stops()
    {
        var (_, partner) = await StartAsync();
        await stage.Actions.SendExampleAsync(partner.SubscriptionId, partner.By);
        await stage.TellAsync();
        stage.App.Clock.Advance(TimeSpan.FromSeconds(1));
        using var admin = await stage.App.SignInAsAsync(OperatorRole.Admin);
        var url = $"/api/partners/{partner.Code}/resends";
        var from = stage.App.Clock.GetUtcNow().AddHours(-1);

        using var planned = await admin.PostAsJsonAsync($"{url}/plan", new { from }, Cancellation);
        var plan = await Json.ReadAsync(planned);
        plan.GetProperty("states")[0].Text("state").ShouldBe("delivered");
        var request = new { from, to = plan.GetProperty("to").GetDateTimeOffset(), id = plan.Text("id"), confirm = plan.Text("confirm") };
        using var started = await admin.PostAsJsonAsync(url, request, Cancellation);
        using var twice = await admin.PostAsJsonAsync(url, request, Cancellation);
        using var without = await admin.PostAsJsonAsync(url, new { from, confirm = "resend 1" }, Cancellation);
        using var misspelt = await admin.PostAsJsonAsync($"{url}/plan", new { from, state = "lost" }, Cancellation);
        using var waiting = await admin.GetAsync($"{url}/{request.id}", Cancellation);
        using var stopped = await admin.PostAsync($"{url}/{request.id}/stop", null, Cancellation);
        using var again = await admin.PostAsync($"{url}/{request.id}/stop", null, Cancellation);
        using var missing = await admin.GetAsync($"{url}/{Guid.NewGuid()}", Cancellation);

        started.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        twice.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        (await Json.ReadAsync(without)).Text("field").ShouldBe("id");
        misspelt.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await Json.ReadAsync(waiting)).GetProperty("planned").GetInt32().ShouldBe(1);
        stopped.StatusCode.ShouldBe(HttpStatusCode.OK);
        again.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        missing.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        using var listed = await admin.GetAsync(url, Cancellation);
        (await Json.ReadAsync(listed)).GetProperty("resends").GetArrayLength().ShouldBe(1);
    }

    [Fact]
    public async Task What_was_ticked_goes_alone_and_nothing_ticked_is_said()
    {
        var (_, partner) = await StartAsync();
        for (var count = 0; count < 3; count++)
        {
            await stage.Actions.SendExampleAsync(partner.SubscriptionId, partner.By);
        }

        await stage.TellAsync();
        using var admin = await stage.App.SignInAsAsync(OperatorRole.Admin);
        var ids = (await stage.NotificationsAsync(partner)).Take(2).Select(row => string.Create(CultureInfo.InvariantCulture, $"&id={row.Id}"));
        var url = $"/console/partners/{partner.Code}/resend?picked=1";

        (await PageAsync(admin, url)).ShouldContain("Pick 1 to 500 notifications");
        var dry = await PageAsync(admin, url + string.Concat(ids));
        dry.ShouldContain("2 notifications would be sent again.");
        await SubmitAsync(admin, url + string.Concat(ids), "start", Key(dry), ("confirm", "resend 2"));
        await stage.App.Services.GetRequiredService<NoticeResendMoves>().RunAsync(Cancellation);
        await stage.TellAsync();

        partner.Receiver.Count.ShouldBe(5);
    }

    [Fact]
    public async Task Support_is_offered_none_of_it_and_finds_a_receivers_mistake()
    {
        var (tenant, partner) = await StartAsync();
        await tenant.RepayAsync();
        await stage.TellAsync();
        var notice = partner.Receiver.Received[0];
        using var support = await stage.App.SignInAsAsync(OperatorRole.Support, TenantScope.Of([tenant.Id]));
        var url = $"/console/partners/{partner.Code}";

        (await PageAsync(support, url + "/deliveries")).ShouldNotContain("Send the selected again");
        (await PageAsync(support, url)).ShouldNotContain("Add a subscription");
        (await StatusAsync(support, url + "/resend")).ShouldBe(HttpStatusCode.Forbidden);
        (await StatusAsync(support, $"{url}/resends/{Guid.NewGuid()}")).ShouldBe(HttpStatusCode.Forbidden);
        (string, string)[] received =
        [
            ("headers", $"webhook-id: {notice.Id}\nwebhook-timestamp: {notice.Timestamp}\nwebhook-signature: {notice.Signature}"), ("secret", "whsec_AAAA"), ("arrived", ""),
        ];
        var body = System.Text.Encoding.UTF8.GetString(notice.Body);
        (await SubmitAsync(support, url + "/signature", "received", [.. received, ("body", body)])).ShouldContain("It is not one of this subscription");
        (await SubmitAsync(support, url + "/signature", "received", [.. received[..1], ("body", body)])).ShouldContain("It is genuine");
        var typed = await SubmitAsync(support, url + "/signature", "received", [.. received, ("body", body + "<x>")]);
        typed.ShouldContain("It was changed");
        typed.ShouldNotContain("whsec_AAAA");
    }

    [Fact]
    public async Task The_list_says_how_much_waits_and_since_when()
    {
        var (_, partner) = await StartAsync();
        await stage.Actions.SendExampleAsync(partner.SubscriptionId, partner.By);
        stage.App.Clock.Advance(TimeSpan.FromHours(3));
        using var admin = await stage.App.SignInAsAsync(OperatorRole.Admin);

        (await PageAsync(admin, "/console/partners")).ShouldContain("data-name=\"Waiting\">1<br><span class=\"small quiet nowrap\">oldest");
    }

    private async Task<(TestTenant Tenant, TestPartner Partner)> StartAsync()
    {
        var tenant = await stage.App.NewTenantAsync();
        return (tenant, await stage.AddPartnerAsync(tenant));
    }

    private string Minute(int minutes) => stage.App.Clock.GetUtcNow().AddMinutes(minutes).ToString("yyyy-MM-dd'T'HH:mm", CultureInfo.InvariantCulture);

    private static (string, string) Key(string page) => ("key", page.Split("name=\"key\" value=\"")[1].Split('"')[0]);
}
