using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Microsoft.Playwright;
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

    public async Task<int> GoAsync(string path)
    {
        var answer = await Page.GotoAsync(_stage.Url(path));
        return answer!.Status;
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

    /// <summary>Violations of axe-core's rules that it calls serious or critical, one line each.</summary>
    public async Task<IReadOnlyList<string>> AxeAsync()
    {
        await Page.EvaluateAsync(await File.ReadAllTextAsync(AxeScript()));
        var json = await Page.EvaluateAsync<JsonElement>("async () => (await axe.run({ resultTypes: ['violations'] })).violations");
        return
        [
            .. json.EnumerateArray()
                .Where(violation => violation.GetProperty("impact").GetString() is "serious" or "critical")
                .Select(violation => $"{new Uri(Page.Url).PathAndQuery}: {violation.GetProperty("id")}: {violation.GetProperty("help")}: {violation.GetProperty("nodes")[0].GetProperty("html")}"),
        ];
    }

    public static bool HasAxe => File.Exists(AxeScript());

    public async ValueTask DisposeAsync()
    {
        await Page.Context.CloseAsync();
        _complaints.ShouldBeEmpty();
    }

    private bool IsExpected(string text) => Expected.Any(status => text.Contains($"status of {status}", StringComparison.Ordinal));

    private static string AxeScript([CallerFilePath] string path = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(path)!, "../../../npm/node_modules/axe-core/axe.min.js"));
}
