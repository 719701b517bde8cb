using Microsoft.Playwright;
using SmsBridge.Simulator.Core;
using SmsBridge.Tests.EndToEnd;
using SmsBridge.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace SmsBridge.Tests.Console.Browser;

/// <summary>A bulk of payments that nobody expected is held until a person has looked at it, in a browser.</summary>
[Collection(BridgeProcesses.Name)]
public sealed class SurgeStoryTests(BrowserStage browser) : IClassFixture<BrowserStage>
{
    private const string Tenant = "bank-bulky";
    private const int Bulk = 5_000;
    private const int Passing = 100;
    private const int AtOnce = 16;

    private EndToEndStage Stage => browser.Stage;

    [Fact]
    public async Task Five_thousand_payments_are_held_looked_at_and_released()
    {
        var apiKey = await Stage.RegisterAsync(Tenant);
        await using var page = await browser.SignInAsync("bulk", "tenant-admin", Tenant);
        await Expect(page.Page.Locator("h1")).ToBeVisibleAsync();
        await OpenAsync(page);
        await page.Page.Locator("#gate").SelectOptionAsync("on");
        await page.Page.Locator("#floor").FillAsync($"{Passing}");
        await page.ClickAsync(AriaRole.Button, "Save"); // 4
        await page.SeesAsync($"on: {Passing} events with a text pass in an hour");
        page.Clicks.ShouldBe(4);

        var client = Stage.AddClient(Tenant);
        await PostBulkAsync(apiKey, client);
        await Eventually.BecomesAsync(() => HeldAsync(page), held => held >= Bulk - Passing, "all but the usual are held", TimeSpan.FromMinutes(3));
        await Eventually.BecomesAsync(() => Task.FromResult(Stage.SmsTo(client).Count), sent => sent == Passing, "the usual have gone out");
        await page.SeesAsync($"LOAN REPAYMENT: {Bulk - Passing}");
        await page.SeesAsync($"about {Bulk - Passing} parts");
        await page.SeesAsync("Some of what is held");
        (await page.AxeAsync()).ShouldBeEmpty();
        await page.PictureAsync("surge-held");

        page.Begin();
        await page.GoAsync("/console");
        await page.SeesAsync($"{Tenant} has {Bulk - Passing} SMS held, about {Bulk - Passing} parts"); // count, cost and a sample, before anything is opened
        await page.SeesAsync("The first held: LOAN REPAYMENT (message ");
        await page.PictureAsync("surge-overview");
        await OpenAsync(page);
        await page.ClickAsync(AriaRole.Button, "Release all"); // 4
        page.Clicks.ShouldBe(4);
        await Eventually.BecomesAsync(() => Task.FromResult(Stage.SmsTo(client).Count), sent => sent == Bulk, "one SMS for each payment", TimeSpan.FromMinutes(3));
        await page.Page.ReloadAsync();
        (await HeldAsync(page)).ShouldBe(0);
        Stage.SmsTo(client).Select(sms => sms.Body).Distinct(StringComparer.Ordinal).Count().ShouldBe(Bulk, "each its own amount, none twice");
    }

    private static async Task OpenAsync(BrowserPage page)
    {
        await page.ClickAsync(AriaRole.Link, "Tenants");
        await page.ClickAsync(AriaRole.Link, Tenant);
        await page.ClickAsync(AriaRole.Link, "Holding");
    }

    /// <summary>What the page says now.</summary>
    private static async Task<int> HeldAsync(BrowserPage page)
    {
        await page.GoAsync($"/console/tenants/{Tenant}/holding");
        var words = await page.Page.Locator("dl.facts dd").First.TextContentAsync();
        return int.Parse(words!.Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture);
    }

    private async Task PostBulkAsync(string apiKey, StandInClient client)
    {
        var payments = Enumerable.Range(1, Bulk).Select(each => Stage.AddPayment(Tenant, client, each)).ToList();
        await Parallel.ForEachAsync(payments, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = EndToEndStage.Cancellation }, async (payment, _) =>
        {
            var (status, _, _) = await Stage.PostAsync(
                $$"""{"officeId":1,"clientId":{{client.Id}},"loanId":{{payment.LoanId}},"resourceId":{{payment.TransactionId}}}""",
                ("X-Fineract-Entity", "LOAN"), ("X-Fineract-Action", "REPAYMENT"), ("Fineract-Platform-TenantId", Tenant), ("X-Fineract-API-Key", apiKey));
            status.ShouldBe(200);
        });
    }
}
