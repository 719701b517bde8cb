using System.Collections.Concurrent;
using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using SmsBridge.Simulator.Bridge;
using static Microsoft.Playwright.Assertions;

namespace SmsBridge.Tests.Console.Browser;

/// <summary>One window. Whatever the browser reports as an error, a broken content security policy included, fails the story.</summary>
internal sealed class BrowserPage : IAsyncDisposable
{
    private readonly ConcurrentQueue<string> _complaints = new();
    private readonly BrowserStage _stage;

    public BrowserPage(IPage page, BrowserStage stage)
    {
        (Page, _stage) = (page, stage);
        page.SetDefaultTimeout(10_000);
        page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning" && !IsExpected(message.Text))
            {
                _complaints.Enqueue($"{message.Type}: {message.Text} ({message.Location})");
            }
        };
        page.PageError += (_, error) => _complaints.Enqueue(error);
    }

    public IPage Page { get; }

    /// <summary>Answers that the story provokes: 404 and 401 are logged by the browser as errors.</summary>
    public HashSet<int> Expected { get; } = [];

    /// <summary>What a person pressed since the window was opened, or <see cref="Begin"/>.</summary>
    public int Clicks { get; private set; }

    /// <summary>The next thing somebody wants to have done.</summary>
    public void Begin() => Clicks = 0;

    public Task ClickAsync(AriaRole role, string name) => ClickAsync(Page.GetByRole(role, new() { Name = name, Exact = true }).First);

    public Task ClickAsync(ILocator what)
    {
        Clicks++;
        return what.ClickAsync();
    }

    public async Task<int> GoAsync(string path)
    {
        try
        {
            var answer = await Page.GotoAsync(_stage.Url(path));
            return answer!.Status;
        }
        catch (PlaywrightException exception) when (exception.Message.Contains("ERR_CONNECTION", StringComparison.Ordinal))
        {
            throw new BridgeProcessException($"{exception.Message}{Environment.NewLine}{_stage.Stage.Bridge.Describe()}"); // or nobody knows what became of the bridge
        }
    }

    public async Task SignInAsync(string name, string password)
    {
        await Page.GetByLabel("Name").FillAsync(name);
        await Page.GetByLabel("Password").FillAsync(password);
        await Page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
    }

    public Task SeesAsync(string text) => Expect(Page.GetByText(text).First).ToBeVisibleAsync();

    public Task SentenceIsAsync(string start) => Expect(Page.Locator(".sentence")).ToContainTextAsync(start);

    public ILocator Rows => Page.Locator("#results tr.row");

    public Task HasRowsAsync(int count) => Expect(Rows).ToHaveCountAsync(count);

    /// <summary>What axe-core calls serious or critical, and tables that scroll but not by keyboard; one line each.</summary>
    public async Task<IReadOnlyList<string>> AxeAsync()
    {
        // In the page itself: there are no frames, and the other way opens a window more for each look until the browser has had enough.
#pragma warning disable CS0618 // called legacy, and right for pages without frames
        var result = await Page.RunAxeLegacy();
#pragma warning restore CS0618
        var unreachable = await Page.Locator(".table-box:not([tabindex='0']), .table-flat:not([tabindex='0'])").CountAsync();
        var path = new Uri(Page.Url).PathAndQuery;
        return
        [
            .. result.Violations.Where(violation => violation.Impact is "serious" or "critical")
                .Select(violation => $"{path}: {violation.Id}: {violation.Help}: {violation.Nodes[0].Html}"),
            .. unreachable == 0 ? [] : (string[])[$"{path}: {unreachable} tables that no key can scroll (tabindex, role and aria-label are missing)"],
        ];
    }

    /// <summary>Words with less than seven to one to what is behind them; one line each.</summary>
    public async Task<IReadOnlyList<string>> FaintWordsAsync()
    {
#pragma warning disable CS0618
        var result = await Page.Locator("body").RunAxeLegacy(new AxeRunOptions { RunOnly = new RunOnlyOptions { Type = "rule", Values = ["color-contrast-enhanced"] } });
#pragma warning restore CS0618
        return [.. result.Violations.SelectMany(violation => violation.Nodes).Select(node => $"{new Uri(Page.Url).PathAndQuery}: {node.Html}")];
    }

    /// <summary>Pictures to look at, light and dark, wide and narrow, into the folder SCREENSHOTS names; without it nothing.</summary>
    public async Task PictureAsync(string name)
    {
        if (Environment.GetEnvironmentVariable("SCREENSHOTS") is not { Length: > 0 } folder)
        {
            return;
        }

        var before = Page.ViewportSize!;
        foreach (var scheme in new[] { ColorScheme.Dark, ColorScheme.Light })
        {
            await Page.EmulateMediaAsync(new PageEmulateMediaOptions { ColorScheme = scheme });
            foreach (var width in new[] { 1280, 390 })
            {
                await Page.SetViewportSizeAsync(width, before.Height);
                await Page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(folder, $"{name}-{scheme}-{width}.png".ToLowerInvariant()), FullPage = true });
            }
        }

        await Page.SetViewportSizeAsync(before.Width, before.Height);
    }

    public async ValueTask DisposeAsync()
    {
        await Page.Context.CloseAsync();
        _complaints.ShouldBeEmpty();
    }

    private bool IsExpected(string text) => Expected.Any(status => text.Contains($"status of {status}", StringComparison.Ordinal));
}
