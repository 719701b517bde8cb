using System.Collections.Concurrent;
using Microsoft.Playwright;
using SmsBridge.Tests.EndToEnd;
using static Microsoft.Playwright.Assertions;

namespace SmsBridge.Tests.Console.Browser;

/// <summary>The description of the API, as a page: it keeps to itself.</summary>
[Collection(BridgeProcesses.Name)]
public sealed class ApiPageTests(BrowserStage browser) : IClassFixture<BrowserStage>
{
    /// <summary>The document is made with the first request for it, and the page lays all of it out: that takes a while on a busy machine.</summary>
    private static readonly LocatorAssertionsToBeVisibleOptions Slow = new() { Timeout = 30_000 };

    [Theory]
    [InlineData(ColorScheme.Light)]
    [InlineData(ColorScheme.Dark)]
    public async Task It_asks_nobody_but_the_bridge_and_breaks_no_policy(ColorScheme scheme)
    {
        await using var page = await browser.SignInAsync("api-reader", "viewer", "bank-api", scheme);
        ConcurrentQueue<string> asked = new();
        page.Page.Request += (_, request) => asked.Enqueue(request.Url);

        await page.GoAsync("/console");
        await page.Page.GetByRole(AriaRole.Link, new() { Name = "API", Exact = true }).ClickAsync();
        await Expect(page.Page.GetByRole(AriaRole.Heading, new() { Name = "SmsBridge" }).First).ToBeVisibleAsync(Slow);
        await Expect(page.Page.GetByText("/modules/sms").First).ToBeAttachedAsync(new() { Timeout = Slow.Timeout });
        await page.Page.WaitForLoadStateAsync(LoadState.NetworkIdle);

        if (Environment.GetEnvironmentVariable("SCREENSHOTS") is { Length: > 0 } folder)
        {
            await page.Page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(folder, $"api-{scheme}.png") });
        }

        var origin = browser.Url("/");
        asked.ShouldContain(url => url.EndsWith("/openapi/v1.json", StringComparison.Ordinal));
        asked.Where(url => !url.StartsWith(origin, StringComparison.Ordinal) && !url.StartsWith("data:", StringComparison.Ordinal) && !url.StartsWith("blob:", StringComparison.Ordinal)).ShouldBeEmpty();
    }
}
