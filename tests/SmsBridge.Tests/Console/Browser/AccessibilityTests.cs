using System.Globalization;
using Microsoft.Playwright;
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
        Assert.SkipUnless(BrowserPage.HasAxe, "axe-core is not there: run npm ci in tests/npm.");
        await using var page = await browser.SignInAsync("axe-admin", "admin", scheme: scheme);
        var tenant = $"bank-axe-{scheme}";
        var apiKey = await Stage.RegisterAsync(tenant);
        var eventId = await Stage.PostClientCreatedAsync(tenant, apiKey, Stage.AddClient(tenant).Id);
        var failed = await Stage.PostClientCreatedAsync(tenant, apiKey, Stage.AddClientWithoutNumber(tenant).Id);
        await Stage.EventBecomesAsync(tenant, apiKey, eventId, "delivered");
        await Stage.EventBecomesAsync(tenant, apiKey, failed, "dead_lettered");
        await using var receiver = await StandInPartner.StartAsync(EndToEndStage.Cancellation);
        var partner = await AddPartnerAsync(page, $"partner-axe-{scheme}", tenant, receiver);

        List<string> faults = [];
        foreach (var path in Paths(eventId, failed).Concat(partner))
        {
            page.Expected.Add(404);
            await page.GoAsync(path);
            faults.AddRange(await page.AxeAsync());
        }

        await page.GoAsync($"/console/messages/{failed}");
        await page.Page.GetByRole(AriaRole.Button, new() { Name = "Resend…" }).ClickAsync();
        faults.AddRange(await page.AxeAsync());
        faults.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_phone_and_a_zoom_of_two_hundred_percent_lose_nothing()
    {
        await using var page = await browser.SignInAsync("narrow-admin", "admin", width: 360);
        var apiKey = await Stage.RegisterAsync("bank-narrow");
        var eventId = await Stage.PostClientCreatedAsync("bank-narrow", apiKey, Stage.AddClient("bank-narrow").Id);
        await Stage.EventBecomesAsync("bank-narrow", apiKey, eventId, "delivered");
        await using var receiver = await StandInPartner.StartAsync(EndToEndStage.Cancellation);
        var partner = await AddPartnerAsync(page, "partner-narrow", "bank-narrow", receiver);
        foreach (var path in Paths(eventId, eventId).Concat(partner))
        {
            page.Expected.Add(404);
            await page.GoAsync(path);
            var tooWide = await page.Page.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth");
            tooWide.ShouldBeLessThanOrEqualTo(0, path);
        }

        await page.GoAsync("/console/messages");
        await page.Page.GetByText("Menu", new() { Exact = true }).ClickAsync();
        await Expect(page.Page.GetByRole(AriaRole.Link, new() { Name = "Events" })).ToBeVisibleAsync();
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
        return
        [
            "/console/partners", $"/console/partners/{code}", $"/console/partners/{code}/deliveries", $"/{delivery}", $"/console/partners/{code}/signature",
            $"/console/partners/{code}/access", "/console/partners/nobody",
        ];
    }

    private static string[] Paths(long eventId, long failed) =>
    [
        "/console", "/console/messages", "/console/messages?q=nothing", $"/console/messages/{eventId}", $"/console/messages/{failed}", $"/console/messages/{eventId}?tab=raw",
        $"/console/messages/{eventId}?tab=provider", $"/console/messages/{eventId}?tab=related", $"/console/messages/{eventId}?tab=notes",
        "/console/messages/resend?status=trouble", "/console/events", "/console/tenants", "/console/audit",
        "/console/operators", "/console/nowhere", "/console/password",
    ];
}
