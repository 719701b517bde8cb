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
        await App.Services.GetRequiredService<RollUp>().RunAsync(TestContext.Current.CancellationToken);
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
        await App.Services.GetRequiredService<RollUp>().RunAsync(TestContext.Current.CancellationToken);
        var who = $"Viewer;{tenant.Id}";

        var tile = Tile("In doubt").Match(await _console.PageAsync("/console", who));

        tile.Groups["value"].Value.ShouldBe("0");
        Rows(await _console.PageAsync("/" + WebUtility.HtmlDecode(tile.Groups["href"].Value), who)).ShouldBe(0);
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
