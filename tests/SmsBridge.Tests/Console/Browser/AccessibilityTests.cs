using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Components;
using Microsoft.Playwright;
using SmsBridge.Simulator.Core;
using SmsBridge.Simulator.Partners;
using SmsBridge.Tests.EndToEnd;
using SmsBridge.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace SmsBridge.Tests.Console.Browser;

/// <summary>Every page, light and dark, wide and narrow, before the judge of axe-core.</summary>
[Collection(BridgeProcesses.Name)]
public sealed class AccessibilityTests(BrowserStage browser) : IClassFixture<BrowserStage>
{
    private EndToEndStage Stage => browser.Stage;

    [Theory]
    [InlineData(ColorScheme.Light)]
    [InlineData(ColorScheme.Dark)]
    public async Task No_page_has_a_serious_fault(ColorScheme scheme)
    {
        await using var page = await browser.SignInAsync("axe-admin", "admin", scheme: scheme);
        var tenant = $"bank-axe-{scheme}";
        var apiKey = await Stage.RegisterAsync(tenant);
        await SetRoutesAsync(tenant, apiKey);
        var (eventId, failed) = await AddMessagesAsync(tenant, apiKey);
        await using var receiver = await StandInPartner.StartAsync(EndToEndStage.Cancellation);
        var partner = await AddPartnerAsync(page, $"partner-axe-{scheme}", tenant, receiver);

        List<string> faults = [];
        foreach (var path in Paths(tenant, eventId, failed).Concat(partner).Append(await ResendInBulkAsync(page, failed)))
        {
            page.Expected.Add(404);
            await page.GoAsync(path);
            await OpenAllAsync(page); // what is folded away is judged too
            faults.AddRange(await page.AxeAsync());
        }

        foreach (var (path, button) in new[] { ($"/console/messages/{failed}", "Resend…"), ($"/console/messages/{eventId}", "Reveal…"), ("/console", "Shortcuts") })
        {
            await page.GoAsync(path);
            await page.Page.GetByRole(AriaRole.Button, new() { Name = button }).ClickAsync();
            faults.AddRange(await page.AxeAsync());
        }

        faults.AddRange(await AtTheDoorAsync(scheme));
        faults.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(ColorScheme.Light, 1280)]
    [InlineData(ColorScheme.Light, 390)]
    [InlineData(ColorScheme.Dark, 1280)]
    [InlineData(ColorScheme.Dark, 390)]
    public async Task A_table_that_is_wider_than_the_screen_can_be_scrolled_by_keyboard(ColorScheme scheme, int width)
    {
        await using var page = await browser.SignInAsync("wide-admin", "admin", scheme: scheme, width: width);
        var tenant = $"bank-wide-{scheme}-{width}";
        await Stage.RegisterAsync(tenant);
        List<string> faults = [];
        foreach (var path in new[] { $"/console/tenants/{tenant}/keys", $"/console/tenants/{tenant}/connection", "/console/tenants", "/console/operators" })
        {
            await page.GoAsync(path);
            await OpenAllAsync(page);
            faults.AddRange(await page.AxeAsync());
        }

        faults.ShouldBeEmpty();
    }

    /// <summary>As a system's setting asks for it.</summary>
    [Theory]
    [InlineData(ColorScheme.Light)]
    [InlineData(ColorScheme.Dark)]
    public async Task Who_asks_for_more_contrast_gets_seven_to_one(ColorScheme scheme)
    {
        await using var page = await browser.SignInAsync("contrast-admin", "admin", scheme: scheme);
        await page.Page.EmulateMediaAsync(new PageEmulateMediaOptions { ColorScheme = scheme, Contrast = Contrast.More });
        var tenant = $"bank-contrast-{scheme}";
        var (eventId, failed) = await AddMessagesAsync(tenant, await Stage.RegisterAsync(tenant));

        List<string> faint = [];
        foreach (var path in new[] { "/console", "/console/messages", $"/console/messages/{eventId}", $"/console/messages/{failed}", "/console/reports", $"/console/tenants/{tenant}", "/console/partners", "/console/audit" })
        {
            await page.GoAsync(path);
            await OpenAllAsync(page);
            faint.AddRange(await page.FaintWordsAsync());
        }

        faint.ShouldBeEmpty();
        await page.GoAsync($"/console/messages/{failed}");
        await page.PictureAsync("more-contrast");
        await page.Page.EmulateMediaAsync(new PageEmulateMediaOptions { ForcedColors = ForcedColors.Active, Contrast = Contrast.Null });
        await page.GoAsync("/console");
        await page.PictureAsync("forced-colours");
    }

    [Fact]
    public void Every_page_there_is_is_judged()
    {
        var judged = Paths("bank", 1, 2).Concat(PartnerPaths("code", "console/partners/code/deliveries/1")).Append($"/console/resends/{Guid.Empty}")
            .Select(path => path.Split('?')[0]).ToList();

        var templates = typeof(Program).Assembly.GetTypes()
            .SelectMany(type => type.GetCustomAttributes(typeof(RouteAttribute), inherit: false).Cast<RouteAttribute>()).Select(route => route.Template).ToList();

        templates.Count.ShouldBeGreaterThan(10);
        templates.Where(template => !judged.Exists(path => Fits(template, path)))
            .ShouldBeEmpty("each page belongs on the list of those that axe-core looks at");
    }

    [Fact]
    public async Task A_phone_and_a_zoom_of_two_hundred_percent_lose_nothing()
    {
        await using var page = await browser.SignInAsync("narrow-admin", "admin", width: 360);
        var apiKey = await Stage.RegisterAsync("bank-narrow");
        await SetRoutesAsync("bank-narrow", apiKey);
        var eventId = await Stage.PostClientCreatedAsync("bank-narrow", apiKey, Stage.AddClient("bank-narrow").Id);
        await Stage.EventBecomesAsync("bank-narrow", apiKey, eventId, "delivered");
        await using var receiver = await StandInPartner.StartAsync(EndToEndStage.Cancellation);
        var partner = await AddPartnerAsync(page, "partner-narrow", "bank-narrow", receiver);
        foreach (var path in Paths("bank-narrow", eventId, eventId).Concat(partner))
        {
            page.Expected.Add(404);
            await page.GoAsync(path);
            await OpenAllAsync(page);
            var tooWide = await page.Page.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth");
            tooWide.ShouldBeLessThanOrEqualTo(0, path);
        }

        await page.GoAsync("/console/messages");
        await page.Page.GetByText("Menu", new() { Exact = true }).ClickAsync();
        await Expect(page.Page.GetByRole(AriaRole.Link, new() { Name = "Events", Exact = true })).ToBeVisibleAsync();
    }

    /// <summary>One whose receiver fails, with an example that did not arrive.</summary>
    /// <returns>The pages about it.</returns>
    private async Task<string[]> AddPartnerAsync(BrowserPage page, string code, string tenant, StandInPartner receiver)
    {
        using var http = new HttpClient();
        receiver.Behaviour = _ => new StandInBehaviour(503) { Body = "{\"error\":\"maintenance until five, please come back later\"}" };
        await PartnerEnrolment.EnrolAsync(Stage.Bridge, http, code, [tenant], receiver, EndToEndStage.Cancellation);
        await page.GoAsync($"/console/partners/{code}");
        await page.Page.GetByRole(AriaRole.Button, new() { Name = "Send an example" }).ClickAsync();
        await page.SeesAsync("An example is on its way");
        await Eventually.BecomesAsync(
            () => Task.FromResult(receiver.Count.ToString(CultureInfo.InvariantCulture)), _ => receiver.Count > 0, "a try");
        await page.GoAsync($"/console/partners/{code}/deliveries");
        var delivery = await page.Rows.First.GetByRole(AriaRole.Link).GetAttributeAsync("href");
        return PartnerPaths(code, delivery!);
    }

    /// <summary>Two, both by the registered account.</summary>
    private async Task SetRoutesAsync(string tenant, string apiKey)
    {
        using var http = new HttpClient();
        http.DefaultRequestHeaders.Add("X-Fineract-API-Key", apiKey);
        using var body = new StringContent(
            """{"routes":[{"name":"kenya","account":"registered","countries":["KE"],"events":["CLIENT_CREATE"]},{"name":"rest","account":"registered"}]}""", Encoding.UTF8, "application/json");
        using var answer = await http.PutAsync(new Uri(Stage.Bridge.Url, $"/modules/sms/routes/{tenant}"), body, EndToEndStage.Cancellation);
        answer.EnsureSuccessStatusCode();
    }

    /// <summary>One that went well after the core had failed once, and one that could not.</summary>
    private async Task<(long Delivered, long Failed)> AddMessagesAsync(string tenant, string apiKey)
    {
        var client = Stage.AddClient(tenant);
        Stage.Core.Faults.Add(new CoreFault($"/clients/{client.Id}") { Status = 503, Times = 1, Body = """{"developerMessage":"The pool is exhausted, please try again."}""" });
        var eventId = await Stage.PostClientCreatedAsync(tenant, apiKey, client.Id);
        var failed = await Stage.PostClientCreatedAsync(tenant, apiKey, Stage.AddClientWithoutNumber(tenant).Id);
        await Stage.EventBecomesAsync(tenant, apiKey, eventId, "delivered");
        await Stage.EventBecomesAsync(tenant, apiKey, failed, "dead_lettered");
        return (eventId, failed);
    }

    /// <returns>The page that tells how far it is.</returns>
    private static async Task<string> ResendInBulkAsync(BrowserPage page, long eventId)
    {
        await page.GoAsync($"/console/messages/resend?id={eventId}");
        await page.Page.Locator("#confirm").FillAsync("resend 1");
        await page.Page.GetByRole(AriaRole.Button, new() { Name = "Send them again" }).ClickAsync();
        await page.SeesAsync("1 of 1 queued anew");
        return new Uri(page.Page.Url).AbsolutePath;
    }

    /// <summary>The pages before the sign-in, with a complaint, and the one for whom a page is not.</summary>
    private async Task<IReadOnlyList<string>> AtTheDoorAsync(ColorScheme scheme)
    {
        await using var outside = await browser.OpenAsync(scheme);
        await outside.GoAsync("/console/sign-in");
        List<string> faults = [.. await outside.AxeAsync()];
        outside.Expected.Add(401);
        await outside.SignInAsync("nobody", "a wrong passphrase");
        await Expect(outside.Page.Locator("#problem")).ToBeVisibleAsync();
        faults.AddRange(await outside.AxeAsync());
        await using var viewer = await browser.SignInAsync($"axe-viewer-{scheme}", "viewer", scheme: scheme);
        viewer.Expected.Add(403);
        (await viewer.GoAsync("/console/audit")).ShouldBe(403);
        faults.AddRange(await viewer.AxeAsync());
        return faults;
    }

    /// <summary>Part by part; one in braces stands for any.</summary>
    private static bool Fits(string template, string path) =>
        template.Contains("{*", StringComparison.Ordinal)
        || (template.Split('/') is var parts && path.Split('/') is var given && parts.Length == given.Length
            && parts.Zip(given).All(pair => pair.First.StartsWith('{') || pair.First == pair.Second));

    private static Task OpenAllAsync(BrowserPage page) => page.Page.EvaluateAsync("document.querySelectorAll('main details').forEach(details => details.open = true)");

    /// <param name="delivery">Relative, of one notification.</param>
    private static string[] PartnerPaths(string code, string delivery) =>
    [
        "/console/partners", $"/console/partners/{code}", $"/console/partners/{code}/deliveries", $"/console/partners/{code}/deliveries?state=given_up", $"/{delivery}",
        $"/console/partners/{code}/signature", $"/console/partners/{code}/access", "/console/partners/nobody",
        $"/console/partners/{code}/resend", $"/console/partners/{code}/resend?from=2026-01-01T00:00", $"/console/partners/{code}/resends/{Guid.Empty}",
    ];

    private static string[] Paths(string tenant, long eventId, long failed) =>
    [
        "/console", "/console?live=1", "/console?window=1h", "/console?window=7d", "/console?window=30d",
        "/console/messages", "/console/messages?q=nothing", "/console/messages?q=jane", "/console/reports", "/console/reports?month=2020-01", "/console/reports/numbers", "/console/reports/numbers?tenant=nobody", "/console/messages?status=nonsense", "/console/messages?live=1",
        .. Of(eventId), .. Of(failed),
        "/console/messages/resend?status=trouble", "/console/messages/resend?picked=1",
        "/console/events", "/console/events?outcome=refused", "/console/events?q=nothing",
        "/console/tenants", $"/console/tenants/{tenant}", $"/console/tenants/{tenant}/first", "/console/add-tenant", "/console/add-tenant?provider=log",
        .. new[] { "connection", "keys", "core", "provider", "routes", "routes/kenya", "texts", "texts/LOAN_DISBURSE/sw", "opt-outs", "gaps", "schedule", "holding", "privacy", "danger" }.Select(tab => $"/console/tenants/{tenant}/{tab}"), "/console/tenants/nobody",
        "/console/audit", "/console/audit?action=export&operator=nobody", "/console/external-events", "/console/operators", "/console/registrations", "/console/account", "/console/account?problem=zone",
        "/console/nowhere", "/console/password", "/console/second-factor",
    ];

    private static IEnumerable<string> Of(long eventId) =>
        new[] { "", "?tab=raw", "?tab=core", "?tab=provider", "?tab=related", "?tab=notes", "?done=resend", "?problem=underway" }.Select(query => $"/console/messages/{eventId}{query}");
}
