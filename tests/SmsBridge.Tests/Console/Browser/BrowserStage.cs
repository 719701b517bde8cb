using System.Diagnostics;
using Microsoft.Playwright;
using SmsBridge.Simulator.Bridge;
using SmsBridge.Simulator.Twilio;
using SmsBridge.Tests.EndToEnd;

namespace SmsBridge.Tests.Console.Browser;

/// <summary>
/// Stand-in core and Twilio, the real bridge as a process, and Debian's Chromium on it. Its first operator is made by the first story, or by
/// <see cref="SignInAsync"/> on the command line.
/// </summary>
public sealed class BrowserStage : IAsyncLifetime
{
    public const string Password = "correct horse battery";

    private const string ChromiumPath = "/usr/bin/chromium";

    private readonly EndToEndStage _stage = new() { TwilioOptions = new StandInTwilioOptions { StepDelay = TimeSpan.FromMilliseconds(100) } };
    private readonly HashSet<string> _operators = new(StringComparer.Ordinal);
    private IPlaywright? _playwright;
    private IBrowser? _browser;

    internal EndToEndStage Stage => _stage;

    internal string Url(string path) => new Uri(_stage.Bridge.Url, path).AbsoluteUri;

    public async ValueTask InitializeAsync()
    {
        await _stage.InitializeAsync();
        if (!File.Exists(ChromiumPath))
        {
            return;
        }

        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = ChromiumPath,
            Headless = true,
            Args =
            [
                "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update",
                "--disable-sync",
            ],
        });
    }

    public async ValueTask DisposeAsync()
    {
        await (_browser?.DisposeAsync() ?? ValueTask.CompletedTask);
        _playwright?.Dispose();
        await _stage.DisposeAsync();
    }

    /// <summary>A window of its own, with no cookie; complains at its end about anything the browser complained about.</summary>
    internal async Task<BrowserPage> OpenAsync(ColorScheme scheme = ColorScheme.Light, int width = 1280)
    {
        Assert.SkipUnless(_browser is not null, $"There is no {ChromiumPath}, and it could not be installed.");
        if (!_stage.Bridge.IsRunning)
        {
            await _stage.Bridge.StartAsync(EndToEndStage.Cancellation);
        }

        var context = await _browser!.NewContextAsync(new BrowserNewContextOptions
        {
            ColorScheme = scheme, ViewportSize = new ViewportSize { Width = width, Height = 900 }, TimezoneId = "Africa/Nairobi", Locale = "en-GB",
        });
        return new BrowserPage(await context.NewPageAsync(), this);
    }

    /// <summary>A window in which an operator of this name is signed in; made on the command line if need be.</summary>
    internal async Task<BrowserPage> SignInAsync(string name, string role, string? tenant = null, ColorScheme scheme = ColorScheme.Light, int width = 1280)
    {
        var page = await OpenAsync(scheme, width);
        await AddOperatorAsync(name, role, tenant);
        await page.GoAsync("/console");
        await page.SignInAsync(name, Password);
        return page;
    }

    internal async Task AddOperatorAsync(string name, string role, string? tenant = null)
    {
        if (!_operators.Add(name))
        {
            return;
        }

        string[] scope = tenant is not null ? ["--tenant", tenant] : role == "admin" ? [] : ["--all-tenants"];
        var start = new ProcessStartInfo(Machine.DotnetHost(), [Path.Combine(AppContext.BaseDirectory, "SmsBridge.dll"), "operator", "add", name, "--role", role, .. scope, "--password-stdin"])
        {
            UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = _stage.Bridge.Folder,
        };
        start.Environment["Storage__ConnectionString"] = $"Data Source={_stage.Bridge.DatabaseFile}";
        using var process = Process.Start(start)!;
        await process.StandardInput.WriteLineAsync(Password);
        process.StandardInput.Close();
        var said = await process.StandardError.ReadToEndAsync(EndToEndStage.Cancellation);
        await process.WaitForExitAsync(EndToEndStage.Cancellation);
        process.ExitCode.ShouldBe(0, said);
    }
}
