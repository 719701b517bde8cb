using Microsoft.Playwright;
using SmsBridge.Tests.EndToEnd;
using SmsBridge.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace SmsBridge.Tests.Console.Browser;

/// <summary>A second factor from setting it up to the day the telephone is gone, in a browser; each page before the judge of axe-core, light and dark, wide and narrow.</summary>
[Collection(BridgeProcesses.Name)]
public sealed class SecondFactorStoryTests(BrowserStage browser) : IClassFixture<BrowserStage>
{
    [Theory]
    [InlineData(ColorScheme.Light, 1280)]
    [InlineData(ColorScheme.Dark, 360)]
    public async Task It_is_set_up_asked_for_and_replaced_by_a_recovery_code(ColorScheme scheme, int width)
    {
        var name = $"factor-{scheme}";
        List<string> faults = [];
        await using var page = await browser.SignInAsync(name, "support", scheme: scheme, width: width);
        await page.GoAsync("/console/account");
        await page.Page.GetByRole(AriaRole.Link, new() { Name = "Set one up" }).ClickAsync();
        await page.Page.GetByLabel("Present password").FillAsync(BrowserStage.Password);
        await page.Page.GetByRole(AriaRole.Button, new() { Name = "Go on" }).ClickAsync();
        await Expect(page.Page.GetByRole(AriaRole.Img, new() { Name = "QR code of the key below" })).ToBeVisibleAsync();
        await LookAsync(page, faults);
        var app = AuthenticatorApp.Reading(await page.Page.ContentAsync());
        page.Expected.Add(400);
        await GiveCodeAsync(page, "000000", "Set it up");
        await page.SeesAsync("That is not the code the app shows now");
        await LookAsync(page, faults);
        var proved = TimeProvider.System.GetUtcNow();
        await GiveCodeAsync(page, app.CodeAt(proved), "Set it up");

        await page.SeesAsync("Your recovery codes");
        await LookAsync(page, faults);
        var codes = await page.Page.Locator(".codes code").AllInnerTextsAsync();
        codes.Count.ShouldBe(10);
        await page.Page.GetByRole(AriaRole.Link, new() { Name = "I have kept them, go on" }).ClickAsync();
        await Expect(page.Page.GetByRole(AriaRole.Link, new() { Name = "New recovery codes" })).ToBeVisibleAsync();
        await LookAsync(page, faults);

        await using var other = await browser.OpenAsync(scheme, width);
        await other.GoAsync("/console/messages");
        await other.SignInAsync(name, BrowserStage.Password);
        await other.SeesAsync("One more step");
        await LookAsync(other, faults);
        other.Expected.Add(401);
        await GiveCodeAsync(other, app.CodeAt(proved), "Sign in"); // it proved the app
        await other.SeesAsync("That code was not taken");
        await GiveCodeAsync(other, app.CodeAt(proved, stepsLater: 1), "Sign in");
        await Expect(other.Page).ToHaveURLAsync(browser.Url("/console/messages"));

        await using var third = await browser.OpenAsync(scheme, width);
        await third.GoAsync("/console/account");
        await third.SignInAsync(name, BrowserStage.Password);
        await GiveCodeAsync(third, codes[0], "Sign in");
        await Expect(third.Page.Locator("dl.facts", new() { HasText = "Recovery codes left" })).ToContainTextAsync("9");
        faults.ShouldBeEmpty();
    }

    private static async Task GiveCodeAsync(BrowserPage page, string code, string button)
    {
        await page.Page.Locator("#code").FillAsync(code);
        await page.Page.GetByRole(AriaRole.Button, new() { Name = button }).ClickAsync();
    }

    private static async Task LookAsync(BrowserPage page, List<string> faults)
    {
        faults.AddRange(await page.AxeAsync());
        var tooWide = await page.Page.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth");
        tooWide.ShouldBeLessThanOrEqualTo(0, page.Page.Url);
    }
}
