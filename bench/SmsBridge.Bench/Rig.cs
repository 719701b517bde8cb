using System.Globalization;
using System.Text;
using SmsBridge.Simulator.Bridge;

namespace SmsBridge.Bench;

/// <summary>The real bridge as a process, with its peers, a folder of its own and tenants registered; everything gone afterwards.</summary>
internal sealed class Rig : IAsyncDisposable
{
    /// <summary>Each run of wrk has so many numbers for its payments.</summary>
    public const long NumbersOfRun = 100_000_000;

    private readonly DirectoryInfo _folder;
    private readonly HttpClient _http = new();
    private readonly List<BridgeProcess> _more = [];
    private long _seed;

    private readonly BenchProvider? _provider;

    private Rig(DirectoryInfo folder, BenchStore store, BridgeProcess bridge, Child peers, BenchProvider? provider) =>
        (_folder, Store, Bridge, Peers, _provider) = (folder, store, bridge, peers, provider);

    public BenchStore Store { get; }

    public BridgeProcess Bridge { get; }

    public Child Peers { get; }

    public string Folder => _folder.FullName;

    /// <summary>Tenants and their API keys.</summary>
    public List<(string Tenant, string Key)> Tenants { get; } = [];

    /// <summary>All tenants are filled and paused, and not the first alone.</summary>
    public bool FillsAll { get; init; }

    /// <param name="provider">Who takes the tenants' SMS; null: Twilio.</param>
    /// <param name="fillsAll"><see cref="FillsAll"/></param>
    public static async Task<Rig> StartAsync(
        BenchOptions options, int tenants, IEnumerable<(string Name, string Value)> settings, CancellationToken cancellationToken, BenchProvider? provider = null, bool fillsAll = false)
    {
        var folder = Directory.CreateTempSubdirectory("smsbridge-bench-");
        var store = await BenchStore.StartAsync(options, Path.Combine(folder.FullName, "smsbridge.db"), cancellationToken);
        var peers = await Child.ListenAsync(Bench.Peers.Verb, cancellationToken);
        var all = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["Serilog:MinimumLevel:Default"] = "Warning",
            ["Twilio:BaseUrl"] = peers.Url,
            ["Twilio:VerifyOnRegistration"] = "false",
        };
        var ofProvider = provider is null ? [] : provider.SettingsTo(peers.Url, await SmscPortAsync(peers, cancellationToken));
        foreach (var (name, value) in settings.Concat(store.Settings).Concat(ofProvider))
        {
            all[name] = value;
        }

        var rig = new Rig(folder, store, new BridgeProcess(new BridgeProcessOptions(folder.FullName) { Settings = all, StartTimeout = TimeSpan.FromMinutes(2) }), peers, provider) { FillsAll = fillsAll };
        await rig.Bridge.StartAsync(cancellationToken);
        for (var index = 0; index < tenants; index++)
        {
            var tenant = index == 0 ? "default" : string.Create(CultureInfo.InvariantCulture, $"tenant{index}");
            rig.Tenants.Add((tenant, await rig.RegisterAsync(tenant, index, cancellationToken)));
        }

        return rig;
    }

    /// <summary>Repayments, each with a number of its own; several tenants in turn, each with its own sequence.</summary>
    /// <param name="mixed">Old (flat) and new (envelope) bodies in turn.</param>
    /// <param name="only">One of the tenants, by its place; null: all.</param>
    public Wrk Hooks(bool mixed = false, int? only = null) => HooksOf(mixed ? "mixed" : "flat", only);

    /// <summary>The same requests to a server that does nothing with them.</summary>
    public Wrk HooksTo(Child bare, bool mixed) => new(new Uri(bare.Url), mixed ? "mixed" : "flat", static () => 0, Tenants);

    /// <summary>As if the first tenant had told of so many payments before. The bridge stands still meanwhile; nothing may have come in yet.</summary>
    public async Task FillHistoryAsync(int events, bool onPostgres, CancellationToken cancellationToken)
    {
        await Bridge.StopAsync(cancellationToken);
        await Store.ExecuteAsync(Filler.Delivered(events, onPostgres), cancellationToken);
        await Store.ExecuteAsync(Filler.Settle(onPostgres), cancellationToken);
        await Bridge.StartAsync(cancellationToken);
    }

    /// <summary>Lets so many hooks of the first tenant, or of all, which are paused, come in and wait, or some more; bounded.</summary>
    /// <returns>How many wait.</returns>
    public async Task<long> FillAsync(long count, RelayWork work, CancellationToken cancellationToken)
    {
        var hooks = HooksOf(work is RelayWork.TextGiven ? "text" : "flat", only: FillsAll ? null : 0);
        for (var run = 0; run < 120; run++)
        {
            await hooks.RunAsync(RelayScenario.Posting, TimeSpan.FromSeconds(1), cancellationToken);
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, cancellationToken); // what was on its way when wrk ended
            if (await Store.ExecuteAsync($"SELECT COUNT(*) FROM waiting_event {Filled("tenant_id")}", cancellationToken) is var waiting && waiting >= count)
            {
                return waiting;
            }
        }

        throw new TimeoutException($"{count} hooks did not come in within two minutes.");
    }

    /// <summary>One repayment, with a number that nothing else has.</summary>
    /// <param name="tenant">By its place.</param>
    public async Task PostAsync(int tenant, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(Bridge.Url, "/modules/sms/"));
        request.Headers.Add("X-Fineract-Entity", "LOAN");
        request.Headers.Add("X-Fineract-Action", "REPAYMENT");
        request.Headers.Add("Fineract-Platform-TenantId", Tenants[tenant].Tenant);
        request.Headers.Add("X-Fineract-API-Key", Tenants[tenant].Key);
        request.Content = JsonContent.Create(new { officeId = 1, clientId = 7, loanId = 31, resourceId = NextNumbers() });
        using var answer = await _http.SendAsync(request, cancellationToken);
        answer.EnsureSuccessStatusCode();
    }

    public async Task<(long Count, TimeSpan Between)> TakenAsync(CancellationToken cancellationToken)
    {
        var words = (await _http.GetStringAsync(new Uri($"{Peers.Url}/taken"), cancellationToken)).Split(' ');
        return (long.Parse(words[0], CultureInfo.InvariantCulture), TimeSpan.FromMilliseconds(double.Parse(words[1], CultureInfo.InvariantCulture)));
    }

    /// <summary>Moves core and Twilio 100 ms away.</summary>
    public async Task MovePeersAwayAsync(CancellationToken cancellationToken)
    {
        using var answer = await _http.PostAsync(new Uri($"{Peers.Url}/away"), null, cancellationToken);
        answer.EnsureSuccessStatusCode();
    }

    /// <summary>One more bridge on the same store; it ends with the rig.</summary>
    public async Task AddNodeAsync(CancellationToken cancellationToken)
    {
        var settings = Bridge.Settings.Where(setting => setting.Key != "Urls").ToDictionary(StringComparer.OrdinalIgnoreCase);
        var node = new BridgeProcess(new BridgeProcessOptions(Path.Combine(Folder, $"node{_more.Count + 2}")) { Settings = settings, StartTimeout = TimeSpan.FromMinutes(2) });
        _more.Add(node);
        await node.StartAsync(cancellationToken);
    }

    public async Task ResetAsync(CancellationToken cancellationToken)
    {
        using var answer = await _http.PostAsync(new Uri($"{Peers.Url}/reset"), null, cancellationToken);
        answer.EnsureSuccessStatusCode();
    }

    /// <summary>Waits until the peers have taken so many SMS; bounded.</summary>
    public async Task<TimeSpan> WaitTakenAsync(long count, CancellationToken cancellationToken)
    {
        var start = TimeProvider.System.GetTimestamp();
        while (TimeProvider.System.GetElapsedTime(start) < TimeSpan.FromMinutes(3))
        {
            var (taken, between) = await TakenAsync(cancellationToken);
            if (taken >= count)
            {
                return between;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, cancellationToken);
        }

        throw new TimeoutException($"Only {(await TakenAsync(cancellationToken)).Count} of {count} SMS came.");
    }

    /// <summary>Waits until nothing has come for a while: what was on its way when wrk ended.</summary>
    public async Task WaitQuietAsync(CancellationToken cancellationToken)
    {
        for (var before = -1L; (await TakenAsync(cancellationToken)).Count is var now && now != before; before = now)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(300), TimeProvider.System, cancellationToken);
        }
    }

    /// <summary>As the command line does beside a running service.</summary>
    public async Task PauseAsync(bool paused, CancellationToken cancellationToken)
    {
        await Store.ExecuteAsync(paused
            ? $"UPDATE tenant SET paused_at = 1, pause_reason = 'paused_by_operator' {Filled("id")}; UPDATE directory_version SET version = version + 1"
            : "UPDATE tenant SET paused_at = NULL, pause_reason = NULL; UPDATE directory_version SET version = version + 1", cancellationToken);
        if (paused)
        {
            await Task.Delay(TimeSpan.FromSeconds(1.5), TimeProvider.System, cancellationToken); // Registration:DirectoryPoll
        }
    }

    /// <summary>Gives a tenant words of its own for an event, by the API.</summary>
    /// <param name="code">As in addresses: <c>LOAN_DISBURSE</c>.</param>
    public async Task PublishAsync((string Tenant, string Key) tenant, string code, string text, CancellationToken cancellationToken)
    {
        await CallAsync(HttpMethod.Put, code, new { enabled = true });
        await CallAsync(HttpMethod.Put, $"{code}/en", new { text });
        await CallAsync(HttpMethod.Post, $"{code}/en/_publish", new { });

        async Task CallAsync(HttpMethod method, string path, object body)
        {
            using var request = new HttpRequestMessage(method, new Uri(Bridge.Url, $"/modules/sms/texts/{tenant.Tenant}/{path}")) { Content = JsonContent.Create(body) };
            request.Headers.Add("X-Fineract-API-Key", tenant.Key);
            using var answer = await _http.SendAsync(request, cancellationToken);
            answer.EnsureSuccessStatusCode();
        }
    }

    private string Filled(string column) => FillsAll ? "" : $"WHERE {column} = 1";

    /// <summary>Resident memory in MiB.</summary>
    public static double ResidentMiB(int processId) =>
        long.Parse(File.ReadLines($"/proc/{processId}/status").First(line => line.StartsWith("VmRSS:", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) / 1024.0;

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await Bridge.DisposeAsync();
        foreach (var node in _more)
        {
            await node.DisposeAsync();
        }

        await Peers.DisposeAsync();
        await Store.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    /// <inheritdoc cref="Hooks"/>
    /// <param name="kind">One of those of hooks.lua.</param>
    private Wrk HooksOf(string kind, int? only) =>
        new(Bridge.Url, kind, NextNumbers, Tenants.Where((_, index) => only is null || index == only));

    private async Task<string> RegisterAsync(string tenant, int index, CancellationToken cancellationToken)
    {
        using var answer = await _http.PostAsJsonAsync(new Uri(Bridge.Url, "/modules/sms/configuration"), new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["phoneNo"] = _provider?.Sender ?? "+15005550006",
            ["smsProvider"] = _provider?.Name ?? "twilio",
            ["smsProviderAccountId"] = _provider?.Account ?? Bench.Peers.Account(index),
            ["smsProviderToken"] = _provider?.Token ?? "0123456789abcdef0123456789abcdef",
            ["tenantId"] = tenant,
            ["mifosToken"] = Convert.ToBase64String(Encoding.UTF8.GetBytes("bench:bench-password")),
            ["endpoint"] = $"{Peers.Url}{Bench.Peers.Api}",
        }, cancellationToken);
        var text = await answer.Content.ReadAsStringAsync(cancellationToken);
        return answer.IsSuccessStatusCode ? text.Trim('"') : throw new InvalidOperationException($"Registration: {text}");
    }

    private static async Task<int> SmscPortAsync(Child peers, CancellationToken cancellationToken)
    {
        using var http = new HttpClient();
        return int.Parse(await http.GetStringAsync(new Uri($"{peers.Url}/smsc"), cancellationToken), CultureInfo.InvariantCulture);
    }

    private long NextNumbers() => Interlocked.Add(ref _seed, NumbersOfRun);
}
