using Microsoft.Playwright;
using SmsBridge.Tests.EndToEnd;
using static Microsoft.Playwright.Assertions;

namespace SmsBridge.Tests.Console.Browser;

/// <summary>A tenant's admin and the words that its clients read, in a browser: each thing in six presses at most, from the overview.</summary>
[Collection(BridgeProcesses.Name)]
public sealed class TextStoryTests(BrowserStage browser) : IClassFixture<BrowserStage>
{
    private const string Tenant = "bank-maneno";
    private const string First = "Habari {{name}}, mkopo wako {{account}} wa {{amount}} umetolewa tarehe {{date}}. Salio: {{outstanding}}.";
    private const string Second = "Ndugu {{name}}, umepokea {{amount}} za mkopo {{account}}. Salio: {{outstanding}}.";

    private const int MostClicks = 6;

    private EndToEndStage Stage => browser.Stage;

    [Fact]
    public async Task Disbursement_is_switched_on_written_in_swahili_tried_published_and_rolled_back()
    {
        var apiKey = await Stage.RegisterAsync(Tenant);
        var me = Stage.AddClient(Tenant);
        await using var page = await browser.SignInAsync("texts", "tenant-admin", Tenant);
        await Expect(page.Page.Locator("h1")).ToBeVisibleAsync();

        await OpenTextAsync(page);
        await page.ClickAsync(AriaRole.Link, "sw"); // 5
        await page.Page.Locator("#text").FillAsync(First.Replace("{{outstanding}}", "{{balance}}", StringComparison.Ordinal));
        await page.ClickAsync(AriaRole.Button, "Keep and see"); // 6
        await page.SeesAsync("Unknown variable {{balance}}"); // refused, and what was typed is kept
        await Expect(page.Page.Locator("#text")).ToHaveValueAsync(First.Replace("{{outstanding}}", "{{balance}}", StringComparison.Ordinal));
        page.Clicks.ShouldBeLessThanOrEqualTo(MostClicks);

        page.Begin();
        await page.Page.Locator("#text").FillAsync(First);
        await page.ClickAsync(AriaRole.Button, "Keep and see");
        await page.SeesAsync("Of the draft: one part, GSM-7");
        await Expect(page.Page.Locator(".sms").Nth(1)).ToContainTextAsync("Salio: KES");
        (await page.AxeAsync()).ShouldBeEmpty();
        await page.PictureAsync("text-draft");
        await page.Page.Locator("#number").FillAsync(EndToEndStage.NumberOf(me));
        await page.ClickAsync(AriaRole.Button, "Send it");
        (await Stage.WaitForSmsToAsync(me)).Body.ShouldStartWith("Habari ");
        await page.Page.Locator("#note").FillAsync("in Swahili, with the balance");
        await page.ClickAsync(AriaRole.Button, "Publish the draft");
        await page.ClickAsync(page.Page.GetByLabel("Clients get an SMS of it"));
        await page.ClickAsync(AriaRole.Button, "Save");
        page.Clicks.ShouldBe(5);

        page.Begin();
        await SpeakSwahiliAsync(page);
        page.Clicks.ShouldBeLessThanOrEqualTo(MostClicks);
        (await ToldAsync(apiKey)).ShouldMatch("^Habari Client [0-9]+, mkopo wako [0-9]+ wa KES 10,000.00 umetolewa tarehe [0-9]+ [A-Z][a-z]+ 20[0-9]+[.] Salio: KES 10,000.00[.]$");

        page.Begin();
        await OpenTextAsync(page);
        await page.Page.Locator("#text").FillAsync(Second);
        await page.ClickAsync(AriaRole.Button, "Keep and see");
        await page.ClickAsync(AriaRole.Button, "Publish the draft"); // 6
        await page.SeesAsync("version 2");
        page.Clicks.ShouldBe(MostClicks);
        (await ToldAsync(apiKey)).ShouldStartWith("Ndugu ");
        await page.PictureAsync("text-versions");

        page.Begin();
        await Expect(page.Page.Locator("#version")).ToHaveValueAsync("1"); // the one before
        await page.ClickAsync(AriaRole.Button, "Publish it again");
        page.Clicks.ShouldBe(1);
        (await ToldAsync(apiKey)).ShouldStartWith("Habari ");
    }

    [Fact]
    public async Task The_welcome_is_switched_off()
    {
        var apiKey = await Stage.RegisterAsync("bank-quiet");
        await using var page = await browser.SignInAsync("quiet", "tenant-admin", "bank-quiet");
        await Expect(page.Page.Locator("h1")).ToBeVisibleAsync();

        await page.ClickAsync(AriaRole.Link, "Tenants");
        await page.ClickAsync(AriaRole.Link, "bank-quiet");
        await page.ClickAsync(AriaRole.Link, "Texts");
        await page.ClickAsync(AriaRole.Link, "Client created");
        await page.ClickAsync(page.Page.GetByLabel("Clients get an SMS of it"));
        await page.ClickAsync(AriaRole.Button, "Save");
        await page.SeesAsync("Clients of bank-quiet get no SMS of this event");

        page.Clicks.ShouldBe(MostClicks);
        var client = Stage.AddClient("bank-quiet");
        var (status, _, answer) = await Stage.PostAsync(
            $$"""{"officeId":1,"clientId":{{client.Id}},"resourceId":{{client.Id}}}""",
            ("X-Fineract-Entity", "CLIENT"), ("X-Fineract-Action", "CREATE"), ("Fineract-Platform-TenantId", "bank-quiet"), ("X-Fineract-API-Key", apiKey));
        (status, (string?)answer!["outcome"]).ShouldBe((200, "ignored"));
    }

    /// <summary>From wherever one is, in four presses.</summary>
    private static async Task OpenTextAsync(BrowserPage page)
    {
        await page.ClickAsync(AriaRole.Link, "Tenants");
        await page.ClickAsync(AriaRole.Link, Tenant);
        await page.ClickAsync(AriaRole.Link, "Texts");
        await page.ClickAsync(AriaRole.Link, "Loan disbursed");
    }

    private static async Task SpeakSwahiliAsync(BrowserPage page)
    {
        await page.ClickAsync(AriaRole.Link, $"Texts of {Tenant}");
        await page.Page.Locator("#language").FillAsync("sw");
        await page.ClickAsync(AriaRole.Button, "Save");
        await Expect(page.Page.Locator("#language")).ToHaveValueAsync("sw");
    }

    /// <summary>What a client reads of a loan that is paid out now.</summary>
    private async Task<string> ToldAsync(string apiKey)
    {
        var client = Stage.AddClient(Tenant);
        await Stage.PayOutAsync(Tenant, apiKey, client);
        return (await Stage.WaitForSmsToAsync(client)).Body;
    }
}
