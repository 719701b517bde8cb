using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using SmsBridge.Faults.Ways;
using SmsBridge.Simulator.Bridge;
using SmsBridge.Simulator.Core;
using SmsBridge.Simulator.Faults;
using SmsBridge.Simulator.Twilio;

namespace SmsBridge.Faults;

/// <summary>Cores of every generation, one Twilio, and the real bridge as a process of its own. Only the bridge is ever killed.</summary>
internal sealed class FaultStage : IAsyncDisposable
{
    private const string User = "mifos";
    private const string Password = "password";
    private const string Service = "MG00000000000000000000000000000003";

    private const string SharedAccount = "AC00000000000000000000000000000001";
    private const string SharedSender = "+12025550101";

    /// <summary>How long a stand-in under a fault keeps somebody waiting: as long as the runs let the bridge wait.</summary>
    public static readonly TimeSpan Timeout = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(100);

    private readonly HttpClient _http;

    private FaultStage(StandInTwilio twilio, IReadOnlyList<StandInCore> cores, IReadOnlyList<BridgeProcess> nodes, FaultPlan plan, HttpClient http) =>
        (Twilio, Cores, Nodes, Plan, _http) = (twilio, cores, nodes, plan, http);

    public StandInTwilio Twilio { get; }

    public IReadOnlyList<StandInCore> Cores { get; }

    /// <summary>The bridges, on one database; those in reserve last, not started.</summary>
    public IReadOnlyList<BridgeProcess> Nodes { get; }

    /// <summary>The only one, or the first.</summary>
    public BridgeProcess Bridge => Nodes[0];

    /// <summary>Null: the file.</summary>
    public IDatabaseServer? Server { get; private init; }

    /// <summary>Where their rows are.</summary>
    public FaultStore Store => new(Bridge.DatabaseFile, Server?.ConnectionString);

    /// <summary>Where cores call, and Twilio.</summary>
    public Uri Url { get; private init; } = null!;

    private IAsyncDisposable? Front { get; init; }

    /// <summary>Null: Twilio alone.</summary>
    public OtherProviders? Others { get; private init; }

    /// <summary>Null: hooks are the only way in.</summary>
    public EventBrokers? Brokers { get; private init; }

    /// <summary>Whose acts come by other ways too; none without brokers.</summary>
    public IReadOnlyList<FaultTenant> TenantsOfWays { get; private set; } = [];

    public FaultPlan Plan { get; }

    /// <summary>All providers are done with what they took.</summary>
    public bool IsIdle => Twilio.IsIdle && Others?.IsIdle != false;

    public IReadOnlyList<FaultTenant> Tenants { get; private set; } = [];

    /// <summary>Null in a run without them.</summary>
    public FaultPartners? Partners { get; private set; }

    /// <summary>Everything up, tenants registered, no faults yet.</summary>
    public static async Task<FaultStage> SetUpAsync(FaultStageOptions options, CancellationToken cancellationToken)
    {
        var twilio = await StandInTwilio.StartAsync(new StandInTwilioOptions { Port = Machine.FreePort(), StepDelay = Step, KeepMessages = 0, CallbackConcurrency = 8 });
        var cores = new List<StandInCore>();
        foreach (var generation in Enum.GetValues<Generation>())
        {
            cores.Add(await StandInCore.StartAsync(new StandInCoreOptions { Generation = generation, KeepRequests = 0 }, cancellationToken));
        }

        var others = options.Providers > 1 ? new OtherProviders(options.Seed, TimeProvider.System, withSmsc: options.Providers > 3) : null;
        await (others?.StartAsync() ?? Task.CompletedTask);
        var brokers = options.WithWays ? await EventBrokers.StartAsync(cancellationToken) : null;
        var folder = Directory.CreateTempSubdirectory("smsbridge-faults-");
        var server = options.Server ?? (options.OnPostgres ? new PostgresServer(Directory.CreateTempSubdirectory("smsbridge-postgres-").FullName) : null);
        await (server?.StartAsync(cancellationToken) ?? Task.CompletedTask);
        var front = options.Nodes + options.Spares > 1 ? Machine.FreePort() : 0;
        var nodes = Enumerable.Range(0, options.Nodes + options.Spares).Select(number => new BridgeProcess(new BridgeProcessOptions(number == 0 ? folder.FullName : Path.Combine(folder.FullName, $"node{number}"))
        {
            Port = Machine.FreePort(),
            StartTimeout = TimeSpan.FromSeconds(60),
            Settings = StageSettings.OfStandIns(twilio).Concat(StageSettings.Shared(server, front)).Concat(others?.Settings ?? []).Concat(brokers?.Settings ?? []).Concat(options.Settings).ToDictionary(StringComparer.Ordinal),
            MostFiles = options.MostFiles,
        })).ToList();
        var stage = new FaultStage(twilio, cores, nodes, new FaultPlan(options.Seed, FaultRates.None, Timeout, Step), options.CoresHttp())
        {
            Server = server,
            Others = others,
            Brokers = brokers,
            Front = front > 0 ? await options.Front(front, [.. nodes.Select(node => node.Url)]) : null,
            Url = front > 0 ? new Uri($"http://127.0.0.1:{front}") : nodes[0].Url,
        };
        try
        {
            foreach (var node in nodes.Take(options.Nodes))
            {
                await node.StartAsync(cancellationToken);
            }

            await stage.AnswersAsync(cancellationToken);
            await stage.RegisterAllAsync(cancellationToken);
            stage.Partners = options.WithPartners ? await FaultPartners.SetUpAsync(stage.Bridge, stage._http, [.. stage.Tenants, .. stage.TenantsOfWays], cancellationToken) : null;
            return stage;
        }
        catch
        {
            await stage.DisposeAsync();
            throw;
        }
    }

    /// <summary>Whether its folder outlives it.</summary>
    public bool Keeps { get; set; }

    public async ValueTask DisposeAsync()
    {
        foreach (var node in Nodes)
        {
            await node.DisposeAsync();
        }

        await (Front?.DisposeAsync() ?? ValueTask.CompletedTask);
        await (Server?.DisposeAsync() ?? ValueTask.CompletedTask);
        if (!Keeps)
        {
            Directory.Delete(Bridge.Folder, recursive: true);
        }

        await (Partners?.DisposeAsync() ?? ValueTask.CompletedTask);
        await Twilio.DisposeAsync();
        await (Others?.DisposeAsync() ?? ValueTask.CompletedTask);
        await (Brokers?.DisposeAsync() ?? ValueTask.CompletedTask);
        foreach (var core in Cores)
        {
            await core.DisposeAsync();
        }

        _http.Dispose();
    }

    /// <summary>What stands before the nodes may notice a moment later that they are there.</summary>
    private async Task AnswersAsync(CancellationToken cancellationToken)
    {
        for (var look = 0; Front is not null && look < 300; look++)
        {
            try
            {
                using var answer = await _http.GetAsync(new Uri(Url, "/health/ready"), cancellationToken);
                if (answer.IsSuccessStatusCode)
                {
                    return;
                }
            }
            catch (HttpRequestException)
            {
                // It does not listen yet.
            }

            await Task.Delay(Step, TimeProvider.System, cancellationToken);
        }
    }

    private async Task RegisterAllAsync(CancellationToken cancellationToken)
    {
        const string Second = "AC00000000000000000000000000000002";
        const string Third = "AC00000000000000000000000000000003";
        const string Fourth = "AC00000000000000000000000000000004";
        Tenants =
        [
            await RegisterAsync("flat-mifos", Cores[0], Account(SharedAccount, SharedSender, "+12025550102"), SharedSender, group: 1, HookTemplate.SmsBridge, cancellationToken),
            await RegisterAsync("flat-fineract", Cores[1], Account(SharedAccount), "+12025550102", group: 1, HookTemplate.SmsBridge, cancellationToken),
            await RegisterAsync("envelope-root", Cores[2], Account(Second, "+12025550103"), "+12025550103", group: 2, HookTemplate.SmsBridge, cancellationToken),
            await RegisterAsync("envelope", Cores[3], Account(Third, "+12025550104"), Service, group: 3, HookTemplate.SmsBridge, cancellationToken),
            await RegisterAsync("form", Cores[3], Account(Third), "+12025550104", group: 4, HookTemplate.WebForm, cancellationToken),
        ];
        TenantsOfWays = Brokers is null ? [] :
        [
            await RegisterAsync("all-ways", Cores[3], Account(Fourth, "+12025550105", "+12025550106"), "+12025550105", group: 5, HookTemplate.SmsBridge, cancellationToken),
            await RegisterAsync("two-ways", Cores[2], Account(Fourth), "+12025550106", group: 6, HookTemplate.SmsBridge, cancellationToken),
        ];
    }

    private string Account(string sid, params string[] numbers)
    {
        if (numbers.Length > 0)
        {
            Twilio.AddAccount(sid, TokenOf(sid), numbers, [Service]);
        }

        return sid;
    }

    /// <summary>One more tenant at the newest core, with the account of the first: registers at once, and again at each call.</summary>
    public async Task<CoreHooks> RegisterAnotherAsync(string id, CancellationToken cancellationToken)
    {
        var core = Cores[^1];
        core.AddTenant(id, new StandInUser(User, Password));
        var hooks = new CoreHooks(_http, core.Generation, new Uri(Url, "modules/sms/").AbsoluteUri, id);
        await hooks.RegisterAsync(NewRegistration(core.BaseUrl, SharedAccount, SharedSender), cancellationToken);
        return hooks;
    }

    /// <summary>What a core would send that lies at this address, with the account and sender of the first tenant.</summary>
    public static HookRegistration NewRegistration(string endpoint) => NewRegistration(endpoint, SharedAccount, SharedSender);

    private static HookRegistration NewRegistration(string endpoint, string accountSid, string sender) =>
        new(sender, "twilio", accountSid, TokenOf(accountSid), Convert.ToBase64String(Encoding.UTF8.GetBytes($"{User}:{Password}")), endpoint);

    private async Task<FaultTenant> RegisterAsync(
        string id, StandInCore core, string accountSid, string sender, int group, HookTemplate template, CancellationToken cancellationToken)
    {
        var books = core.AddTenant(id, new StandInUser(User, Password));
        var url = new Uri(Url, "modules/sms/").AbsoluteUri;
        var hooks = new CoreHooks(_http, core.Generation, url, id);
        await hooks.RegisterAsync(NewRegistration(core.BaseUrl, accountSid, sender), cancellationToken);
        if (Others is { } others)
        {
            await others.SetRoutesAsync(_http, Url, id, hooks.ApiKey!, cancellationToken);
        }

        if (template != HookTemplate.SmsBridge)
        {
            url = await WebhookUrlAsync(id, hooks.ApiKey!, cancellationToken);
            hooks = new CoreHooks(_http, core.Generation, url, id) { Template = template, BaseUrl = core.BaseUrl };
        }

        return new FaultTenant(id, core, books, Twilio, Others is null ? accountSid : "", Others is null ? sender : "", group) { Hooks = hooks };
    }

    private async Task<string> WebhookUrlAsync(string id, string apiKey, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(Url, $"modules/sms/configuration/{id}/webhook-token"))
        {
            Content = new ByteArrayContent([]) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } },
        };
        request.Headers.Add("X-Fineract-API-Key", apiKey);
        using var answer = await _http.SendAsync(request, cancellationToken);
        answer.EnsureSuccessStatusCode();
        using var json = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(cancellationToken));
        return json.RootElement.GetProperty("url").GetString()!;
    }

    private static string TokenOf(string accountSid) => accountSid[2..];
}
