using SmsBridge.Simulator.Bridge;

namespace SmsBridge.Faults;

/// <summary>How a stage is set up.</summary>
internal sealed record FaultStageOptions
{
    public required int Seed { get; init; }

    public bool WithPartners { get; init; }

    /// <summary>1: Twilio alone; 3: Infobip and Vonage too, and routes to all three; 4: an SMSC too.</summary>
    public int Providers { get; init; } = 1;

    /// <summary>Brokers of events, and tenants whose acts come by them too, by the audit trail, and as texts of campaigns.</summary>
    public bool WithWays { get; init; }

    /// <summary>A PostgreSQL of its own instead of the file.</summary>
    public bool OnPostgres { get; init; }

    /// <summary>One that is given instead; goes with the stage.</summary>
    public IDatabaseServer? Server { get; init; }

    /// <summary>Bridges on one database; more than one only on PostgreSQL.</summary>
    public int Nodes { get; init; } = 1;

    /// <summary>Further ones, that are not started: they join later.</summary>
    public int Spares { get; init; }

    /// <summary>What stands before several nodes, by its port and theirs.</summary>
    public Func<int, IReadOnlyList<Uri>, Task<IAsyncDisposable>> Front { get; init; } = static (port, nodes) => Task.FromResult<IAsyncDisposable>(new Front(port, nodes));

    /// <summary>Settings of the bridge beside those that lead it to the stand-ins.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>As <see cref="BridgeProcessOptions.MostFiles"/>.</summary>
    public int? MostFiles { get; init; }

    /// <summary>How the cores connect to the bridge, and for how long they wait.</summary>
    public Func<HttpClient> CoresHttp { get; init; } = static () =>
        new HttpClient(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false, UseCookies = false }) { Timeout = TimeSpan.FromSeconds(20) };
}
