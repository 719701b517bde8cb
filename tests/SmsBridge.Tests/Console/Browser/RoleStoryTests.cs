using Microsoft.Playwright;
using SmsBridge.Messages;
using SmsBridge.Tests.EndToEnd;
using SmsBridge.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace SmsBridge.Tests.Console.Browser;

/// <summary>What a clerk, a branch manager, an operator and an auditor come for, in a browser: each thing in six presses at most, from the overview.</summary>
[Collection(BridgeProcesses.Name)]
public sealed class RoleStoryTests(BrowserStage browser) : IClassFixture<BrowserStage>
{
    private const int MostClicks = 6;

    private EndToEndStage Stage => browser.Stage;

    [Fact]
    public async Task A_clerk_answers_by_what_the_caller_says()
    {
        const string Tenant = "bank-clerk";
        var apiKey = await Stage.RegisterAsync(Tenant);
        var client = Stage.AddClient(Tenant);
        await Stage.EventBecomesAsync(Tenant, apiKey, await Stage.PostClientCreatedAsync(Tenant, apiKey, client.Id), "delivered");
        await using var page = await StartAsync("clerk", "support", Tenant);

        await FindAsync(page, EndToEndStage.NumberOf(client)[^3..]); // "ends 678"
        await page.ClickAsync(page.Rows.First.GetByRole(AriaRole.Link).First);
        await page.SentenceIsAsync("Delivered at ");
        page.Clicks.ShouldBe(1);

        page.Begin();
        await Eventually.BecomesAsync(() => CountAsync(page, client.DisplayName), rows => rows == 1, "the name is known");
        await page.ClickAsync(page.Rows.First.GetByRole(AriaRole.Link).First);
        await page.SentenceIsAsync("Delivered at ");
        page.Clicks.ShouldBe(1);

        page.Begin();
        var today = ZoneDay.Of(TimeProvider.System.GetUtcNow(), TimeZoneInfo.FindSystemTimeZoneById("Africa/Nairobi")); // the browser's, which chose none
        await OnDayAsync(page, today);
        await page.HasRowsAsync(1);
        await OnDayAsync(page, today.AddDays(-2)); // the day before yesterday
        await page.SeesAsync($"No message fits this filter in this time: on {today.AddDays(-2).ToString("d MMMM yyyy", System.Globalization.CultureInfo.InvariantCulture)}.");
        page.Clicks.ShouldBeLessThanOrEqualTo(MostClicks);
    }

    [Fact]
    public async Task A_clerk_is_told_that_the_tenant_is_paused_and_by_whom()
    {
        const string Tenant = "bank-paused";
        var apiKey = await Stage.RegisterAsync(Tenant);
        await using var admin = await StartAsync("boss", "tenant-admin", Tenant);
        await admin.ClickAsync(AriaRole.Link, "Tenants");
        await admin.ClickAsync(AriaRole.Link, Tenant);
        await admin.ClickAsync(AriaRole.Link, "Pause or delete");
        await admin.Page.Locator("#reason").FillAsync("end of month");
        await admin.ClickAsync(AriaRole.Button, "Pause it");
        await admin.SeesAsync("is paused");
        admin.Clicks.ShouldBe(4);
        var client = Stage.AddClient(Tenant);
        await Stage.PostClientCreatedAsync(Tenant, apiKey, client.Id);
        await using var page = await StartAsync("clerk-two", "support", Tenant);

        await FindAsync(page, $"client:{client.Id}");
        await page.ClickAsync(page.Rows.First.GetByRole(AriaRole.Link).First);

        await page.SentenceIsAsync("Waiting");
        await page.SeesAsync("the tenant is paused by boss (“end of month”)");
        page.Clicks.ShouldBe(1);
    }

    [Fact]
    public async Task A_branch_manager_reads_the_month_and_whom_to_ask_for_a_number()
    {
        const string Tenant = "bank-branch";
        var apiKey = await Stage.RegisterAsync(Tenant);
        var (told, without) = (Stage.AddClient(Tenant), Stage.AddClientWithoutNumber(Tenant));
        await Stage.EventBecomesAsync(Tenant, apiKey, await Stage.PostClientCreatedAsync(Tenant, apiKey, told.Id), "delivered");
        await Stage.EventBecomesAsync(Tenant, apiKey, await Stage.PostClientCreatedAsync(Tenant, apiKey, without.Id), "dead_lettered");
        await using var page = await StartAsync("manager", "support", Tenant);

        await page.ClickAsync(AriaRole.Link, "Reports");
        await Eventually.BecomesAsync(() => AgainAsync(page, ".tile .value"), value => value == "2", "both are counted", TimeSpan.FromMinutes(3)); // a minute or two behind
        await page.SeesAsync("50 % of all messages");
        await page.SeesAsync("has no mobile number");
        (await page.AxeAsync()).ShouldBeEmpty();
        await page.PictureAsync("report-month");
        await page.ClickAsync(AriaRole.Link, "Clients without a usable number");
        await Expect(page.Page.Locator("tr.row")).ToHaveCountAsync(1);
        await Expect(page.Page.Locator("tr.row")).ToContainTextAsync($"client {without.Id}");
        page.Clicks.ShouldBe(2);
    }

    [Fact]
    public async Task An_operator_sees_health_backup_brokers_and_what_partners_wait_for()
    {
        await Stage.RegisterAsync("bank-ops");
        await using var page = await StartAsync("ops", "admin", tenant: null);

        await page.ClickAsync(AriaRole.Link, "Operators and settings");
        await page.SeesAsync("none is recorded in this database");
        await page.SeesAsync("healthy");
        await page.ClickAsync(AriaRole.Link, "External events");
        await page.SeesAsync("Nothing was set aside.");
        await page.ClickAsync(AriaRole.Link, "Partners");
        await page.SeesAsync("There is no partner yet.");
        page.Clicks.ShouldBe(3);
    }

    [Fact]
    public async Task A_wallboard_moves_without_a_reload_and_leaves_the_reader_where_she_is()
    {
        const string Tenant = "bank-wall";
        var apiKey = await Stage.RegisterAsync(Tenant);
        await using var admin = await StartAsync("wall-boss", "tenant-admin", Tenant);
        await admin.GoAsync($"/console/tenants/{Tenant}");
        await admin.ClickAsync(AriaRole.Link, "Pause or delete");
        await admin.Page.Locator("#reason").FillAsync("so that it waits");
        await admin.ClickAsync(AriaRole.Button, "Pause it");
        await admin.SeesAsync("is paused");
        await using var page = await StartAsync("wall", "viewer", Tenant);
        var waiting = page.Page.Locator(".tile").Filter(new() { HasText = "Waiting" });
        await Expect(waiting.Locator(".value")).ToHaveTextAsync("0");
        await page.ClickAsync(AriaRole.Button, "Live");
        await page.Page.EvaluateAsync("window.stays = 1");
        await page.Page.Locator(".chart summary").First.ClickAsync();
        await waiting.FocusAsync();

        await Stage.PostClientCreatedAsync(Tenant, apiKey, Stage.AddClient(Tenant).Id);

        await Expect(waiting.Locator(".value")).ToHaveTextAsync("1", new() { Timeout = 20_000 });
        (await page.Page.EvaluateAsync<int>("window.stays")).ShouldBe(1);
        await Expect(waiting).ToBeFocusedAsync();
        await Expect(page.Page.Locator(".chart details").First).ToHaveAttributeAsync("open", "");
        (await page.AxeAsync()).ShouldBeEmpty();
        await page.PictureAsync("overview-live");

        page.Expected.Add(503);
        await page.Page.RouteAsync(url => url.Contains("live=1", StringComparison.Ordinal), route => route.FulfillAsync(new() { Status = 503 }));
        await Expect(page.Page.Locator("[data-live]")).ToHaveTextAsync("No answer; trying again", new() { Timeout = 20_000 }); // old figures do not pass for new ones
        await page.Page.UnrouteAllAsync();
        await Expect(page.Page.Locator("[data-live]")).ToHaveTextAsync("Live", new() { Timeout = 20_000 });
    }

    [Fact]
    public async Task An_auditor_sees_who_saw_a_number_and_takes_it_along()
    {
        const string Tenant = "bank-audit";
        var apiKey = await Stage.RegisterAsync(Tenant);
        var client = Stage.AddClient(Tenant);
        var eventId = await Stage.PostClientCreatedAsync(Tenant, apiKey, client.Id);
        await Stage.EventBecomesAsync(Tenant, apiKey, eventId, "delivered");
        await using (var clerk = await StartAsync("curious", "support", Tenant))
        {
            await clerk.GoAsync($"/console/messages/{eventId}");
            await clerk.ClickAsync(AriaRole.Button, "Reveal…");
            await clerk.Page.Locator("#reveal-reason").FillAsync("the client calls");
            await clerk.ClickAsync(AriaRole.Button, "Reveal it");
            await Expect(clerk.Page.Locator("#number")).ToHaveTextAsync(EndToEndStage.NumberOf(client));
        }

        await using var page = await StartAsync("auditor", "tenant-admin", Tenant);
        await page.ClickAsync(AriaRole.Link, "Audit");
        await page.Page.Locator("#action").SelectOptionAsync("reveal");
        await page.ClickAsync(AriaRole.Button, "Show");
        await Expect(page.Page.Locator("tbody tr")).ToHaveCountAsync(1);
        await Expect(page.Page.Locator("tbody tr")).ToContainTextAsync("the client calls");
        await Expect(page.Page.Locator("tbody tr")).ToContainTextAsync("curious");
        var download = await page.Page.RunAndWaitForDownloadAsync(() => page.ClickAsync(AriaRole.Link, "CSV"));
        (await File.ReadAllTextAsync(await download.PathAsync(), EndToEndStage.Cancellation)).ShouldContain("the client calls");
        page.Clicks.ShouldBe(3);
    }

    /// <summary>On the overview.</summary>
    private async Task<BrowserPage> StartAsync(string name, string role, string? tenant)
    {
        var page = await browser.SignInAsync(name, role, tenant);
        await Expect(page.Page.Locator("h1")).ToHaveTextAsync("Overview");
        return page;
    }

    /// <summary>By the box that every page has; nothing is pressed but keys.</summary>
    private static async Task FindAsync(BrowserPage page, string what)
    {
        await page.Page.Locator("#find").FillAsync(what);
        await page.Page.Locator("#find").PressAsync("Enter");
        await page.HasRowsAsync(1);
    }

    private static async Task<int> CountAsync(BrowserPage page, string what)
    {
        await page.GoAsync($"/console/messages?q={Uri.EscapeDataString(what)}");
        return await page.Rows.CountAsync();
    }

    private static async Task OnDayAsync(BrowserPage page, DateOnly day)
    {
        await page.ClickAsync(AriaRole.Link, "Messages");
        await page.Page.Locator("#day").FillAsync(day.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture));
        await page.ClickAsync(AriaRole.Button, "Search");
    }

    /// <summary>A figure, after the page was loaded anew.</summary>
    private static async Task<string?> AgainAsync(BrowserPage page, string selector)
    {
        await page.Page.ReloadAsync();
        return await page.Page.Locator(selector).CountAsync() == 0 ? null : await page.Page.Locator(selector).First.TextContentAsync();
    }
}
