using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using SmsBridge.Console.Parts;
using SmsBridge.Insight.Statistics;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Console;

/// <summary>The list behind a figure has as many rows as the figure says.</summary>
public sealed partial class OverviewLinksTests : IAsyncLifetime
{
    private readonly ConsoleApp _console = new();

    private SmsBridgeApp App => _console.App;

    public ValueTask InitializeAsync() => _console.InitializeAsync();

    public ValueTask DisposeAsync() => _console.DisposeAsync();

    [Theory]
    [InlineData("1h", 59.75)]
    [InlineData("24h", 23.9 * 60)]
    [InlineData("7d", 167.9 * 60)]
    public async Task A_list_behind_a_figure_begins_where_the_figure_begins(string window, double minutesBefore)
    {
        App.Clock.Advance(TimeSpan.FromHours(24) - App.Clock.GetUtcNow().TimeOfDay + new TimeSpan(0, 45, 50)); // later the first step of each window begins after it
        var tenant = await App.NewTenantAsync();
        await SeedAsync(tenant);
        App.Clock.Advance(TimeSpan.FromMinutes(minutesBefore));
        await SeedAsync(tenant);
        await RollUpAsync();
        var who = $"Viewer;{tenant.Id}";

        var page = await _console.PageAsync($"/console?window={window}", who);

        foreach (var (name, count) in new[] { ("Failed", 1), ("Refused", 1), ("Repeats", 1) })
        {
            var tile = Tile(name).Match(page);
            (name, tile.Groups["value"].Value).ShouldBe((name, count.ToString(CultureInfo.InvariantCulture)));
            Rows(await _console.PageAsync("/" + WebUtility.HtmlDecode(tile.Groups["href"].Value), who)).ShouldBe(count, name);
        }

        var reason = Reason().Match(page).Groups["href"].Value;
        Rows(await _console.PageAsync("/" + WebUtility.HtmlDecode(reason), who)).ShouldBe(1, reason);
    }

    [Fact]
    public async Task What_was_given_up_in_doubt_is_not_counted_as_being_found_out()
    {
        var tenant = await App.NewTenantAsync();
        await tenant.RepayAsync();
        await App.DrainAsync();
        await App.MeddleAsync("UPDATE message SET status = 7, reason = 'outcome_unknown'");
        await RollUpAsync();
        var who = $"Viewer;{tenant.Id}";

        var page = await _console.PageAsync("/console", who);

        foreach (var (name, count) in new[] { ("In doubt", 0), ("Never found", 1) })
        {
            var tile = Tile(name).Match(page);
            (name, tile.Groups["value"].Value).ShouldBe((name, count.ToString(CultureInfo.InvariantCulture)));
            Rows(await _console.PageAsync("/" + WebUtility.HtmlDecode(tile.Groups["href"].Value), who)).ShouldBe(count, name);
        }
    }

    [Fact]
    public async Task A_second_sms_that_is_planned_waits_neither_in_the_chart_nor_in_the_list_and_has_a_place_of_its_own()
    {
        var tenant = await App.NewTenantAsync();
        var planned = await tenant.RepayAsync();
        await App.DrainAsync();
        await App.MeddleAsync(
            "UPDATE message SET status = 1, reason = 'resend_planned', due_at = @due, resend_at = @due, sent_at = NULL, final_at = NULL WHERE event_id = @planned",
            new { planned, due = App.Clock.GetUtcNow().AddHours(1).ToUnixTimeMilliseconds() });
        var waiting = await tenant.RepayAsync();
        var who = $"Viewer;{tenant.Id}";

        await RollUpAsync();
        var page = await _console.PageAsync("/console", who);
        var counts = await CountsAsync(who);
        var list = await _console.PageAsync("/console/messages", who);

        Tile("Waiting").Match(page).Groups["value"].Value.ShouldBe("1");
        (counts.GetProperty("waiting").GetInt64(), counts.GetProperty("planned").GetInt64()).ShouldBe((1, 1));
        (await _console.ListAsync("?status=waiting", who)).ShouldBe([waiting]);
        (await _console.ListAsync("?status=planned", who)).ShouldBe([planned]);
        (await _console.ListAsync("?status=queued", who)).ShouldBe([waiting, planned]);
        (await _console.ListAsync($"?status=waiting&q=client:{TestTenant.Client}", who)).ShouldBe([waiting]);
        list.ShouldContain("Waiting or under way (1)");
        list.ShouldContain("Second SMS planned (1)");

        App.Clock.Advance(TimeSpan.FromHours(1)); // now it waits
        await RollUpAsync();
        counts = await CountsAsync(who);
        (counts.GetProperty("waiting").GetInt64(), counts.GetProperty("planned").GetInt64()).ShouldBe((2, 0));
        (await _console.ListAsync("?status=waiting", who)).ShouldBe([waiting, planned]);
        (await _console.ListAsync("?status=planned", who)).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("00:05:00", 6, true)]
    [InlineData("00:30:00", 12, false)]
    public async Task The_waiting_tile_turns_when_the_setting_says_so(string tooLong, int minutes, bool turns)
    {
        await using var app = new ConsoleApp { App = { Settings = { ["Statistics:WaitingTooLong"] = tooLong } } };
        await app.InitializeAsync();
        var tenant = await app.App.NewTenantAsync();
        await tenant.RepayAsync();
        app.App.Clock.Advance(TimeSpan.FromMinutes(minutes));

        var page = await app.PageAsync("/console", $"Viewer;{tenant.Id}");

        page.Contains("class=\"card tile wait\" href=\"console/messages?status=waiting", StringComparison.Ordinal).ShouldBe(turns);
        page.Contains("the oldest for too long", StringComparison.Ordinal).ShouldBe(turns);
    }

    [Fact]
    public async Task What_a_live_overview_puts_in_the_place_of_the_old_are_figures_charts_and_what_needs_somebody()
    {
        var tenant = await App.NewTenantAsync();
        await tenant.RepayAsync();
        App.Clock.Advance(TimeSpan.FromHours(1));

        var page = await _console.PageAsync("/console?live=1", $"Viewer;{tenant.Id}");
        var empty = await _console.PageAsync("/console", "TenantAdmin;not-yet");

        var results = page[page.IndexOf("<div id=\"results\">", StringComparison.Ordinal)..];
        results.ShouldContain("attention-title");
        Tile("Waiting").Match(results).Groups["value"].Value.ShouldBe("1");
        results.ShouldContain("chart-status");
        results.ShouldNotContain("data-live"); // the button stays, and with it what is pressed
        page.ShouldContain("data-live=\"5000\"");
        empty.ShouldNotContain("data-live"); // nothing there moves
        empty.ShouldNotContain("id=\"results\"");
    }

    [Fact]
    public async Task Refused_hooks_are_something_that_went_wrong_though_no_message_failed()
    {
        var tenant = await App.NewTenantAsync();
        await tenant.PostAsync(new RawHook(RawHook.FlatRepayment) { ApiKey = "wrong key" });
        await RollUpAsync();

        var page = await _console.PageAsync("/console", $"Viewer;{tenant.Id}");

        Tile("Refused").Match(page).Groups["value"].Value.ShouldBe("1");
        page.ShouldNotContain("Nothing went wrong");
        page.ShouldContain("No message failed in the last 24 hours.");
    }

    [Fact]
    public async Task Who_looks_after_tenants_that_are_not_registered_is_not_told_that_none_is()
    {
        await App.NewTenantAsync();

        var page = await _console.PageAsync("/console", "TenantAdmin;not-yet");

        page.ShouldContain("None of your tenants is registered.");
        page.ShouldNotContain("Three steps to the first SMS");
    }

    private async Task RollUpAsync()
    {
        await TestDatabase.SettleAsync();
        await App.Services.GetRequiredService<RollUp>().RunAsync(TestContext.Current.CancellationToken);
    }

    private async Task<System.Text.Json.JsonElement> CountsAsync(string who)
    {
        using var client = _console.As(who);
        using var answer = await client.GetAsync("/api/stats", TestContext.Current.CancellationToken);
        return (await Json.ReadAsync(answer)).GetProperty("counts");
    }

    [Theory]
    [InlineData(1, "100 %")]
    [InlineData(0.9996, "99.9 %")]
    [InlineData(0.5, "50 %")]
    [InlineData(0, "0 %")]
    public void A_share_is_never_rounded_up(double share, string text) => PercentText.Of(share).ShouldBe(text);

    /// <summary>A client without a number, told twice, and one that is refused.</summary>
    private async Task SeedAsync(TestTenant tenant)
    {
        var id = 8 + (App.Clock.GetUtcNow().Ticks / TimeSpan.TicksPerSecond);
        tenant.Books.AddClient(id, "Otieno Odhiambo", mobileNo: null);
        var hook = new RawHook($$"""{"officeId":1,"clientId":{{id}},"resourceId":{{id}}}""") { Entity = "CLIENT", Action = "CREATE" };
        await tenant.PostAsync(hook);
        await tenant.PostAsync(hook);
        await tenant.PostAsync(hook with { ApiKey = "wrong key" });
        await App.DrainAsync();
    }

    private static int Rows(string page) => Row().Count(page);

    private static Regex Tile(string name) => new(
        $"<a class=\"card tile [^\"]*\" href=\"(?<href>[^\"]+)\"><span class=\"name\">(?:(?!</a>).){{0,600}}?{name}</span><span class=\"value\">(?<value>[^<]*)<",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.Singleline, TimeSpan.FromSeconds(1));

    [GeneratedRegex("<tr class=\"row\"", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Row();

    [GeneratedRegex("<td><a href=\"(?<href>console/messages[^\"]*reason=no_number[^\"]*)\"", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Reason();
}
