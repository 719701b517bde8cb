using System.Diagnostics;
using System.Net;
using System.Text.Json;
using SmsBridge.CommandLine;
using SmsBridge.Simulator.Bridge;
using SmsBridge.Simulator.Core;
using SmsBridge.Simulator.Twilio;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.CommandLine;

/// <summary>Real processes: the service, and verbs beside it on the same file.</summary>
public sealed class BesideServiceTests : IAsyncLifetime
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("smsbridge-beside-");
    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false });
    private StandInCore _core = null!;
    private StandInTwilio _twilio = null!;
    private BridgeProcess _bridge = null!;
    private StandInTenant _tenant = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _core = await StandInCore.StartAsync(new StandInCoreOptions(), Token);
        _tenant = _core.AddTenant(Some.Tenant, Cli.Administrator);
        _tenant.AddClient(7, "Jane Wanjiru", "0712 345 678");
        _tenant.AddClient(8, "Otieno Odhiambo", "0712 345 679");
        _twilio = await StandInTwilio.StartAsync(new StandInTwilioOptions());
        _twilio.AddAccount(Some.AccountSid, Some.AuthToken, [Some.Sender]);
        _bridge = new BridgeProcess(new BridgeProcessOptions(_folder.FullName)
        {
            Settings = new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["Twilio:BaseUrl"] = _twilio.Url.GetLeftPart(UriPartial.Authority),
                ["Numbers:DefaultRegion"] = "KE",
                ["Relay:PollInterval"] = "00:00:00.200",
                ["Registration:DirectoryPoll"] = "00:00:00.200",
            },
        });
        await _bridge.StartAsync(Token);
    }

    public async ValueTask DisposeAsync()
    {
        await _bridge.DisposeAsync();
        await _twilio.DisposeAsync();
        await _core.DisposeAsync();
        _http.Dispose();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task The_life_of_a_tenant_beside_a_running_service()
    {
        var added = await AddAsync();
        added.ExitCode.ShouldBe(ExitCodes.Done, added.All);
        var first = added.Json.GetProperty("apiKey").GetString()!;

        // A new key opens at once.
        (await PostClientAsync(first, 7)).ShouldBe(HttpStatusCode.OK);
        await SentAsync(1);

        // Both work after a rotation.
        var second = (await RunAsync("tenant", "rotate", Some.Tenant, "--json")).Json.GetProperty("key").GetString()!;
        (await PostClientAsync(second, 7)).ShouldBe(HttpStatusCode.OK); // a repeat of the event: no second SMS
        (await PostClientAsync(first, 7)).ShouldBe(HttpStatusCode.OK);

        // Paused: accepted, and waits; resumed: goes out.
        (await RunAsync("tenant", "pause", Some.Tenant)).ExitCode.ShouldBe(ExitCodes.Done);
        await SeenAsync("paused", second);
        (await PostClientAsync(second, 8)).ShouldBe(HttpStatusCode.OK);
        var waiting = (await RunAsync("tenant", "verify", Some.Tenant, "--json")).Json;
        waiting.GetProperty("checks").EnumerateArray().Single(check => check.GetProperty("name").GetString() == "waiting")
            .GetProperty("words").GetString()!.ShouldStartWith("1 waiting");
        _twilio.Messages.Count.ShouldBe(1);
        (await RunAsync("tenant", "resume", Some.Tenant)).ExitCode.ShouldBe(ExitCodes.Done);
        await SentAsync(2);

        // Everything from core to database, in one command.
        var connected = await RunAsync("tenant", "connect", Some.Tenant, "--json");
        connected.ExitCode.ShouldBe(ExitCodes.Done, connected.All);
        _tenant.Hooks.All.ShouldHaveSingleItem();

        // Deleted: no key opens any more.
        (await RunAsync("tenant", "delete", Some.Tenant, "--yes")).ExitCode.ShouldBe(ExitCodes.Done);
        await WaitAsync(async () => await PostClientAsync(second, 8) == HttpStatusCode.Unauthorized);
        (await PostClientAsync(first, 8)).ShouldBe(HttpStatusCode.Unauthorized);
        _bridge.IsRunning.ShouldBeTrue();
        Directory.EnumerateFiles(Path.Combine(_folder.FullName, "logs")).Count().ShouldBe(1); // verbs open no log of their own
    }

    [Fact]
    public async Task Output_is_clean_settings_do_not_leak_and_a_second_service_is_still_refused()
    {
        var listed = await RunAsync("tenant", "list");
        listed.ExitCode.ShouldBe(ExitCodes.Done);
        listed.Out.Trim().ShouldBe("There are no tenants yet.");
        listed.Error.ShouldBeEmpty();

        (await RunAsync("tenant", "show", "nobody")).ExitCode.ShouldBe(ExitCodes.Failed);
        (await RunAsync("tenat")).ExitCode.ShouldBe(ExitCodes.Usage);

        _bridge.IsRunning.ShouldBeTrue();
        await using var second = new BridgeProcess(new BridgeProcessOptions(_folder.FullName));
        second.Launch();
        (await second.WaitForExitAsync(Token)).ShouldBe(ExitCodes.TryAgain);
        second.StandardError.Lines.ShouldContain(line => line.Contains("Another SmsBridge already runs", StringComparison.Ordinal));
    }

    private async Task<CliResult> AddAsync()
    {
        var secrets = Path.Combine(_folder.FullName, "password");
        await File.WriteAllTextAsync(secrets, SmsBridgeApp.Password, Token);
        return await RunAsync(Some.AuthToken,
        [
            "tenant", "add", Some.Tenant, "--provider", "twilio", "--account", Some.AccountSid, "--sender", Some.Sender, "--token", "-",
            "--endpoint", _core.BaseUrl, "--core-user", SmsBridgeApp.User, "--core-password-file", secrets, "--json",
        ]);
    }

    private Task<CliResult> RunAsync(params string[] arguments) => RunAsync(input: "", arguments);

    private async Task<CliResult> RunAsync(string input, string[] arguments)
    {
        var start = new ProcessStartInfo(Machine.DotnetHost(), [Path.Combine(AppContext.BaseDirectory, "SmsBridge.dll"), .. arguments])
        {
            WorkingDirectory = _folder.FullName,
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in _bridge.Settings)
        {
            start.Environment[name.Replace(":", "__", StringComparison.Ordinal)] = value;
        }

        using var process = Process.Start(start)!;
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        var (output, error) = (process.StandardOutput.ReadToEndAsync(Token), process.StandardError.ReadToEndAsync(Token));
        await process.WaitForExitAsync(Token);
        return new CliResult(process.ExitCode, await output, await error);
    }

    private async Task<HttpStatusCode> PostClientAsync(string key, long clientId)
    {
        var hooks = new CoreHooks(_http, Generation.G4, new Uri(_bridge.Url, "/modules/sms/").AbsoluteUri, Some.Tenant) { ApiKey = key };
        using var answer = await hooks.PostClientCreatedAsync(1, clientId, Token);
        return answer.StatusCode;
    }

    private Task SentAsync(int count) => WaitAsync(() => Task.FromResult(_twilio.Messages.Count == count));

    /// <summary>Until the service has seen the state.</summary>
    private Task SeenAsync(string state, string key) => WaitAsync(async () =>
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(_bridge.Url, $"/modules/sms/configuration/{Some.Tenant}"));
        request.Headers.Add("X-Fineract-API-Key", key);
        using var answer = await _http.SendAsync(request, Token);
        using var json = JsonDocument.Parse(await answer.Content.ReadAsStreamAsync(Token));
        return json.RootElement.GetProperty("state").GetString() == state;
    });

    /// <summary>Processes tell nobody when they are done, so this looks, and gives up after half a minute.</summary>
    private static async Task WaitAsync(Func<Task<bool>> isSo)
    {
        using var late = new CancellationTokenSource(TimeSpan.FromSeconds(30), TimeProvider.System);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, Token);
        while (!await isSo())
        {
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, either.Token);
        }
    }
}
