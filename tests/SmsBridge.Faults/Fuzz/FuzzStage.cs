using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using SmsBridge.Simulator.Bridge;
using SmsBridge.Simulator.Core;
using SmsBridge.Simulator.Twilio;

namespace SmsBridge.Faults.Fuzz;

/// <summary>The real bridge with a core and a Twilio that answer well, and two tenants.</summary>
internal sealed class FuzzStage : IAsyncDisposable
{
    private const string AccountSid = "AC00000000000000000000000000000001";
    private const string AuthToken = "0123456789abcdef0123456789abcdef";
    private const string Sender = "+15005550006";
    private const string CoreUser = "mifos:password";

    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false });
    private readonly StandInCore _core;
    private readonly StandInTwilio _twilio;
    private CoreHooks _hooks = null!;

    private FuzzStage(StandInCore core, StandInTwilio twilio, BridgeProcess bridge) => (_core, _twilio, Bridge) = (core, twilio, bridge);

    public BridgeProcess Bridge { get; }

    public string Key => _hooks.ApiKey!;

    public string VictimKey { get; private set; } = "";

    public string Token { get; private set; } = "";

    /// <summary>The victim's registration, to be mutated too.</summary>
    public string Registration => NewRegistration().ToJson(FuzzSeeds.Victim);

    public static async Task<FuzzStage> SetUpAsync(CancellationToken cancellationToken)
    {
        var core = await StandInCore.StartAsync(new StandInCoreOptions { KeepRequests = 0 }, cancellationToken);
        var twilio = await StandInTwilio.StartAsync(new StandInTwilioOptions { KeepMessages = 10_000 });
        twilio.AddAccount(AccountSid, AuthToken, [Sender]);
        var bridge = new BridgeProcess(new BridgeProcessOptions(Directory.CreateTempSubdirectory("smsbridge-fuzz-").FullName)
        {
            StartTimeout = TimeSpan.FromSeconds(60),
            Settings = new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["Twilio:BaseUrl"] = twilio.Url.GetLeftPart(UriPartial.Authority),
                ["Numbers:DefaultRegion"] = "KE",
                ["Registration:RaceWindow"] = "00:00:01",
                ["Registration:MaxWrongKeysPerMinute"] = "10000", // else most would end at the door
                ["Serilog:MinimumLevel:Default"] = "Warning",
                ["Serilog:MinimumLevel:Override:SmsBridge.Tenants"] = "Error",
                ["Serilog:MinimumLevel:Override:SmsBridge.Gateways.Twilio"] = "Error",
                ["Serilog:MinimumLevel:Override:SmsBridge.Relay"] = "Error",
            },
        });
        var stage = new FuzzStage(core, twilio, bridge);
        try
        {
            await bridge.StartAsync(cancellationToken);
            await stage.RegisterAsync(cancellationToken);
            return stage;
        }
        catch
        {
            await stage.DisposeAsync();
            throw;
        }
    }

    /// <summary>A good hook, told once, must become one SMS.</summary>
    /// <returns>What is wrong; null when nothing is.</returns>
    public async Task<string?> CheckGoodHookAsync(CancellationToken cancellationToken)
    {
        const string Text = "After all that, a good one.";
        using var answer = await _hooks.PostSmsAsync("0712345678", Text, cancellationToken);
        if (answer.StatusCode != HttpStatusCode.OK)
        {
            return $"A good hook afterwards was answered {(int)answer.StatusCode}: {await answer.Content.ReadAsStringAsync(cancellationToken)}";
        }

        using var late = new CancellationTokenSource(TimeSpan.FromMinutes(5), TimeProvider.System); // others may wait before it
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
        try
        {
            await _twilio.WaitForMessageAsync(message => message.Body == Text, either.Token);
        }
        catch (OperationCanceledException) when (late.IsCancellationRequested)
        {
            return "A good hook afterwards did not become an SMS.";
        }

        var times = _twilio.Messages.Count(message => message.Body == Text);
        return times == 1 ? null : $"A good hook afterwards became {times} SMS.";
    }

    /// <summary>Resident memory of the bridge in bytes; 0 where the system does not say.</summary>
    public long Memory() => ProcessFigures.Memory(Bridge.ProcessId!.Value);

    public async ValueTask DisposeAsync()
    {
        await Bridge.DisposeAsync();
        Directory.Delete(Bridge.Folder, recursive: true);
        await _twilio.DisposeAsync();
        await _core.DisposeAsync();
        _http.Dispose();
    }

    private async Task RegisterAsync(CancellationToken cancellationToken)
    {
        foreach (var tenant in (string[])[FuzzSeeds.Tenant, FuzzSeeds.Victim])
        {
            var books = _core.AddTenant(tenant, new StandInUser("mifos", "password"));
            books.AddClient(7, "Asha", "0712 345 678");
            books.AddLoan(31, 7, 10_000m);
        }

        _hooks = new CoreHooks(_http, Generation.G4, new Uri(Bridge.Url, "/modules/sms/").AbsoluteUri, FuzzSeeds.Tenant);
        await _hooks.RegisterAsync(NewRegistration(), cancellationToken);
        var victim = new CoreHooks(_http, Generation.G4, new Uri(Bridge.Url, "/modules/sms/").AbsoluteUri, FuzzSeeds.Victim);
        VictimKey = await victim.RegisterAsync(NewRegistration(), cancellationToken);
        Token = await WebhookTokenAsync(cancellationToken);
    }

    private async Task<string> WebhookTokenAsync(CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(Bridge.Url, $"modules/sms/configuration/{FuzzSeeds.Tenant}/webhook-token"))
        {
            Content = new ByteArrayContent([]) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } },
        };
        request.Headers.Add("X-Fineract-API-Key", Key);
        using var answer = await _http.SendAsync(request, cancellationToken);
        using var json = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(cancellationToken));
        return json.RootElement.GetProperty("url").GetString()!.TrimEnd('/').Split('/')[^1];
    }

    private HookRegistration NewRegistration() =>
        new(Sender, "twilio", AccountSid, AuthToken, Convert.ToBase64String(Encoding.UTF8.GetBytes(CoreUser)), _core.BaseUrl);
}
