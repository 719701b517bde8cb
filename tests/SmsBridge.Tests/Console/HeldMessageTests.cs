using System.Net;
using Microsoft.Extensions.DependencyInjection;
using SmsBridge.Messages;
using SmsBridge.Tenants;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Console;

/// <summary>What holds up a tenant is part of what is said of its messages; the end of a lease is not.</summary>
public class HeldMessageTests(ConsoleApp console) : IClassFixture<ConsoleApp>
{
    private SmsBridgeApp App => console.App;

    [Theory]
    [InlineData(Reasons.PausedByOperator, "unpaid invoice", "the tenant is paused by an operator (“unpaid invoice”), since")]
    [InlineData(Reasons.CoreCredentials, null, "the tenant is paused, because the core refuses the bridge's user name or password, since")]
    [InlineData(Reasons.ProviderCredentials, null, "the tenant is paused, because the SMS provider refuses the account: its credentials are wrong, or it has no credit left, since")]
    public async Task A_paused_tenants_message_says_so_everywhere(string reason, string? detail, string words)
    {
        var tenant = await App.NewTenantAsync();
        var eventId = await tenant.RepayAsync();
        await App.Services.GetRequiredService<TenantAdmin>().PauseAsync(await IdAsync(tenant), reason, detail);

        var page = WebUtility.HtmlDecode(await console.PageAsync($"/console/messages/{eventId}", $"Support;{tenant.Id}"));
        var (message, item) = (await MessageAsync(tenant, eventId), await ItemAsync(tenant));

        page.ShouldContain(words);
        page.ShouldNotContain("about to be sent");
        page.ShouldNotContain("the bridge does it by itself");
        message.Text("sentence")!.ShouldContain(words);
        message.Text("tell")!.ShouldNotContain("about to be sent");
        item.Text("explanation")!.ShouldStartWith("The tenant is paused");
    }

    [Fact]
    public async Task Sent_anew_in_quiet_hours_it_is_not_said_to_be_on_its_way()
    {
        var tenant = await App.NewTenantAsync();
        var eventId = await tenant.RepayAsync();
        await App.DrainAsync();
        using var again = await console.PostAsync($"/api/messages/{eventId}/resend", $"Support;{tenant.Id}", """{"again":true}""");
        again.EnsureSuccessStatusCode();
        var page = $"/console/messages/{eventId}?done=resend";

        WebUtility.HtmlDecode(await console.PageAsync(page, $"Support;{tenant.Id}")).ShouldContain("on its way in a moment");
        var now = App.Clock.GetUtcNow();
        await tenant.Texts().PutAsync("", new { timeZone = "UTC", quietHours = new { transactional = FormattableString.Invariant($"{now.AddHours(-1):HH:mm}-{now.AddHours(2):HH:mm}") } });
        var quiet = WebUtility.HtmlDecode(await console.PageAsync(page, $"Support;{tenant.Id}"));
        await App.DrainAsync();
        var waits = WebUtility.HtmlDecode(await console.PageAsync(page, $"Support;{tenant.Id}"));

        foreach (var shown in new[] { quiet, waits })
        {
            shown.ShouldContain("It leaves when what holds it up is over; see below.");
            shown.ShouldNotContain("on its way in a moment");
        }
    }

    [Fact]
    public async Task It_says_who_paused_it()
    {
        var tenant = await App.NewTenantAsync();
        var eventId = await tenant.RepayAsync();
        using var admin = console.As("Admin;*");
        using var body = new StringContent("""{"reason":"unpaid"}""", System.Text.Encoding.UTF8, "application/json");
        using var paused = await admin.PostAsync($"/api/tenants/{tenant.Id}/pause", body, TestContext.Current.CancellationToken);
        paused.EnsureSuccessStatusCode();

        var message = await MessageAsync(tenant, eventId);

        message.Text("sentence")!.ShouldContain("paused by anna the Admin");
        message.Text("do")!.ShouldContain("anna the Admin");
    }

    [Fact]
    public async Task Nobody_is_told_to_ask_a_command_line()
    {
        var tenant = await App.NewTenantAsync();
        var eventId = await tenant.RepayAsync();
        await App.Services.GetRequiredService<TenantVerbs>().PauseAsync(SmsBridge.Operators.Caller.CommandLine, tenant.Id, "month end");

        var message = await MessageAsync(tenant, eventId);

        message.Text("sentence")!.ShouldContain("paused by whoever runs the bridge (“month end”)");
        message.Text("do")!.ShouldContain("Ask whoever runs the bridge whether the cause is mended.");
        message.ToString().ShouldNotContain("command line");
    }

    [Fact]
    public async Task What_is_under_way_shows_no_time_of_a_next_try_and_the_page_looks_again()
    {
        var tenant = await App.NewTenantAsync();
        var eventId = await tenant.RepayAsync();
        await App.DrainAsync();
        using var again = await console.PostAsync($"/api/messages/{eventId}/resend", $"Support;{tenant.Id}", """{"again":true}""");
        await App.MeddleAsync("UPDATE message SET lease_owner = 9, due_at = due_at + 120000 WHERE event_id = @eventId", new { eventId });

        var (page, message, item) = (await console.PageAsync($"/console/messages/{eventId}", $"Support;{tenant.Id}"), await MessageAsync(tenant, eventId), await ItemAsync(tenant));

        message.Text("sentence")!.ShouldStartWith("Under way");
        page.ShouldNotContain("next try at");
        page.ShouldContain("data-refresh=\"1000\"");
        item.TryGetProperty("nextAttemptAt", out _).ShouldBeFalse();
        (await tenant.EventAsync(eventId)).GetProperty("event").GetProperty("message").TryGetProperty("nextAttemptAt", out _).ShouldBeFalse();
    }

    [Theory]
    [InlineData("delivered", false)]
    [InlineData("sent", true)]
    public async Task The_page_follows_until_nothing_more_can_come(string status, bool follows)
    {
        var tenant = await App.NewTenantAsync();
        var eventId = await tenant.RepayAsync();
        await App.DrainAsync();
        MessageStatuses.TryParse(status, out var known).ShouldBeTrue();
        await App.MeddleAsync("UPDATE message SET status = @known WHERE event_id = @eventId", new { known = (int)known, eventId });

        (await console.PageAsync($"/console/messages/{eventId}", $"Support;{tenant.Id}")).Contains("data-refresh", StringComparison.Ordinal).ShouldBe(follows);
    }

    private async Task<long> IdAsync(TestTenant tenant) =>
        (await App.QueryAsync<long>("SELECT id FROM tenant WHERE identifier = @Id", new { tenant.Id }))[0];

    private async Task<System.Text.Json.JsonElement> MessageAsync(TestTenant tenant, long eventId)
    {
        using var client = console.As($"Support;{tenant.Id}");
        using var answer = await client.GetAsync($"/api/messages/{eventId}", TestContext.Current.CancellationToken);
        return await Json.ReadAsync(answer);
    }

    private async Task<System.Text.Json.JsonElement> ItemAsync(TestTenant tenant)
    {
        using var client = console.As($"Support;{tenant.Id}");
        using var answer = await client.GetAsync("/api/messages", TestContext.Current.CancellationToken);
        return (await Json.ReadAsync(answer)).GetProperty("messages")[0];
    }
}
