using System.Net;
using Microsoft.Extensions.DependencyInjection;
using SmsBridge.Insight.Statistics;
using SmsBridge.Messages;
using SmsBridge.Store;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Console;

/// <summary>What SMS cost, on every way it is shown.</summary>
public sealed class CostTests : IAsyncLifetime
{
    private readonly ConsoleApp _console = new();
    private TestTenant _tenant = null!;
    private long _told;
    private long _estimated;
    private long _unknown;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        var settings = _console.App.Settings;
        (settings["Prices:PerPart:0:Provider"], settings["Prices:PerPart:0:Prefix"], settings["Prices:PerPart:0:Price"], settings["Prices:PerPart:0:Currency"]) = ("twilio", "+254", "0.8", "KES");
        await _console.InitializeAsync();
        _tenant = await _console.App.NewTenantAsync();
        _told = await SendAsync("0712345678", Price.Read("0.0075", "USD"));
        _estimated = await SendAsync("0712345679", price: null);
        _unknown = await SendAsync("+4915112345678", price: null);
        await TestDatabase.SettleAsync();
        await _console.App.Services.GetRequiredService<RollUp>().RunAsync(Token);
        await _console.App.Services.GetRequiredService<ReportRollUp>().RunAsync(TimeSpan.MaxValue, Token);
    }

    public ValueTask DisposeAsync() => _console.DisposeAsync();

    [Fact]
    public async Task The_report_shows_it_as_page_table_and_tile()
    {
        var page = await _console.PageAsync("/console/reports", $"Viewer;{_tenant.Id}");

        page.ShouldContain("<span class=\"value\">USD 0.0075</span>");
        page.ShouldContain("told by the provider of 1 SMS; about KES 0.80 of 1 more, estimated; 1 without a price");
        page.ShouldContain("data-name=\"Cost told\">USD 0.0075</td>");
        page.ShouldContain("data-name=\"Estimated\">KES 0.80</td>");
        page.ShouldContain("data-name=\"No price\">1</td>");
    }

    [Fact]
    public async Task The_export_has_it_in_columns()
    {
        using var client = _console.As($"Viewer;{_tenant.Id}");
        var lines = (await client.GetStringAsync("/api/report.csv", Token)).TrimEnd().Split("\r\n");

        lines.ShouldAllBe(line => line.Count(sign => sign == ',') == 12);
        lines[1].ShouldStartWith("All,,3,");
        lines[1].ShouldEndWith(",USD 0.0075,1,KES 0.80,1,1");
        lines.ShouldContain(line => line.StartsWith("By route,twilio,", StringComparison.Ordinal) && line.EndsWith(",USD 0.0075,1,KES 0.80,1,1", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_api_has_it_exact()
    {
        using var client = _console.As($"Viewer;{_tenant.Id}");
        using var answer = await client.GetAsync("/api/costs", Token);
        var costs = await Json.ReadAsync(answer);
        var total = costs.GetProperty("total");

        total.GetProperty("unknownSms").GetInt64().ShouldBe(1);
        total.GetProperty("currencies").EnumerateArray().Select(each => (each.Text("currency"), each.Text("told"), each.Text("estimated")))
            .ShouldBe([("KES", "0.00", "0.80"), ("USD", "0.0075", "0.00")]);
        costs.GetProperty("uncountedHours").GetInt32().ShouldBeLessThan(5);
    }

    [Fact]
    public async Task The_api_says_how_many_hours_are_not_counted_yet()
    {
        var today = new DateTimeOffset(_console.App.Clock.GetUtcNow().UtcDateTime.Date, TimeSpan.Zero).ToUnixTimeMilliseconds();
        await _console.App.Services.GetRequiredService<Database>().WriteAsync(session => ReportRollUp.Mark(session, Enumerable.Range(0, 5).Select(hour => today + (hour * 3_600_000L))));
        using var client = _console.As($"Viewer;{_tenant.Id}");
        using var answer = await client.GetAsync("/api/costs", Token);

        (await Json.ReadAsync(answer)).GetProperty("uncountedHours").GetInt32().ShouldBeGreaterThanOrEqualTo(5);
        (await client.GetStringAsync("/api/report.csv", Token)).ShouldContain("the figures may be too low");
    }

    [Fact]
    public async Task Nobody_sees_what_another_tenant_spends()
    {
        var other = await _console.App.NewTenantAsync();
        var who = $"Viewer;{other.Id}";
        using var client = _console.As(who);

        using var foreign = await client.GetAsync($"/api/costs?tenant={_tenant.Id}", Token);
        foreign.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        using var own = await client.GetAsync("/api/costs", Token);
        (await Json.ReadAsync(own)).GetProperty("lines").GetArrayLength().ShouldBe(0);
        (await _console.PageAsync("/console/reports", who)).ShouldNotContain("USD 0", Case.Sensitive); // three letters alone may be in a random token
        using var caller = other.CreateCaller();
        using var log = await caller.GetAsync($"{other.EventsUrl}/{_told}", Token);
        log.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task The_page_of_a_message_says_whether_it_was_told_or_estimated()
    {
        (await ProviderTabAsync(_told)).ShouldContain("USD 0.0075, told by the provider");
        (await ProviderTabAsync(_estimated)).ShouldContain("about KES 0.80, estimated by the prices of the settings");
        (await ProviderTabAsync(_unknown)).ShouldContain("not known: the provider did not tell, and the settings have no price");
    }

    [Fact]
    public async Task Where_the_number_was_taken_out_the_settings_are_not_said_to_have_no_price()
    {
        foreach (var id in new[] { _told, _estimated })
        {
            await _console.App.MeddleAsync("UPDATE message SET recipient = NULL, body = NULL WHERE event_id = @id", new { id });
            await _console.App.MeddleAsync("UPDATE event SET erased_at = 1, aged = 0 WHERE id = @id", new { id });
        }

        (await ProviderTabAsync(_told)).ShouldContain("USD 0.0075, told by the provider");
        (await ProviderTabAsync(_estimated)).ShouldContain("not known any more: the provider did not tell, and the number, by whose beginning the settings have a price, was taken out");
        (await CostAsync(_estimated)).ShouldBe((null, null, "unknown"));
    }

    [Fact]
    public async Task The_tenants_log_says_it_too()
    {
        (await CostAsync(_told)).ShouldBe(("0.0075", "USD", "told"));
        (await CostAsync(_estimated)).ShouldBe(("0.80", "KES", "estimated"));
        (await CostAsync(_unknown)).ShouldBe((null, null, "unknown"));
    }

    [Fact]
    public async Task A_text_says_what_it_costs_before_it_is_published()
    {
        var text = await _tenant.GetAsync($"/modules/sms/texts/{_tenant.Id}/LOAN_REPAYMENT/en");

        var cost = text.GetProperty("cost");
        var (least, most) = (cost.GetProperty("shortestParts").GetInt32() * 0.8m, cost.GetProperty("longestParts").GetInt32() * 0.8m);
        cost.Text("estimate").ShouldBe(least == most ? FormattableString.Invariant($"about KES {least:0.00}") : FormattableString.Invariant($"about KES {least:0.00} to {most:0.00}"));
    }

    private Task<string> ProviderTabAsync(long id) => _console.PageAsync(FormattableString.Invariant($"/console/messages/{id}?tab=provider"));

    private async Task<(string?, string?, string?)> CostAsync(long id)
    {
        var cost = (await _tenant.EventAsync(id)).GetProperty("costs").EnumerateArray().ShouldHaveSingleItem();
        return (cost.Text("amount"), cost.Text("currency"), cost.Text("origin"));
    }

    private async Task<long> SendAsync(string mobile, Price? price)
    {
        _console.App.Gateway.Next(sms => _console.App.Gateway.Take(sms) with { Price = price });
        using var reply = await _tenant.Hooks().PostSmsAsync(mobile, "Hello.", Token);
        var id = (await HookReply.ReadAsync(reply)).EventId;
        await _console.App.DrainAsync();
        return id;
    }
}
