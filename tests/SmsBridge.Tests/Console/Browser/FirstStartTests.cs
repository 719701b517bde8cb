using System.Text.RegularExpressions;
using Microsoft.Playwright;
using SmsBridge.Tests.EndToEnd;
using static Microsoft.Playwright.Assertions;

namespace SmsBridge.Tests.Console.Browser;

[Collection(BridgeProcesses.Name)]
public sealed partial class FirstStartTests(BrowserStage browser) : IClassFixture<BrowserStage>
{
    [Fact]
    public async Task From_the_first_start_to_the_first_sms()
    {
        await using var page = await browser.OpenAsync();
        await page.GoAsync("/console");
        await page.Page.GetByLabel("Code from the log").FillAsync(CodeInTheLog());
        await page.Page.GetByLabel("Your name").FillAsync("anna");
        foreach (var field in await page.Page.Locator("input[type=password]").AllAsync())
        {
            await field.FillAsync(BrowserStage.Password);
        }

        await page.Page.Locator("button[type=submit]").ClickAsync();

        await page.SeesAsync("Three steps to the first SMS");
        await Expect(page.Page.Locator(".paste code")).ToHaveTextAsync(new Uri(browser.Stage.Bridge.Url, "/modules/sms/").AbsoluteUri);

        var stage = browser.Stage;
        var apiKey = await stage.RegisterAsync("first-bank");
        var client = stage.AddClient("first-bank");
        await stage.PostClientCreatedAsync("first-bank", apiKey, client.Id);
        await stage.WaitForSmsToAsync(client);
        await page.GoAsync("/console/messages");
        await page.HasRowsAsync(1);
        await page.Rows.First.GetByRole(AriaRole.Link).First.ClickAsync();
        await Expect(page.Page.Locator(".sms")).ToContainTextAsync("Welcome");
    }

    private string CodeInTheLog() =>
        browser.Stage.Bridge.StandardOutput.Lines.Select(line => Code().Match(line)).First(match => match.Success).Value;

    [GeneratedRegex("[0-9A-Z]{4}(-[0-9A-Z]{4}){3}", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Code();
}
