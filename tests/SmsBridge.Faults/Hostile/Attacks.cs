using System.Net;

namespace SmsBridge.Faults.Hostile;

/// <summary>Every attack there is, in the order they are played.</summary>
internal sealed class Attacks : IAsyncDisposable
{
    /// <summary>How many there are.</summary>
    public const int Number = 8;

    private const string Hostile = "hostile";

    private readonly SlowCores _slowCores;

    private Attacks(IReadOnlyList<Attack> all, SlowCores slowCores) => (All, _slowCores) = ([.. all, new AllAtOnce(all)], slowCores);

    public IReadOnlyList<Attack> All { get; }

    /// <summary>Those that are asked for.</summary>
    public IReadOnlyList<Attack> Chosen(int? only) => only is { } number ? [All[number - 1]] : All;

    public static async Task<Attacks> SetUpAsync(FaultStage stage, HostileOptions options, CancellationToken cancellationToken)
    {
        var bridge = new IPEndPoint(IPAddress.Loopback, stage.Bridge.Url.Port);
        var key = (await stage.RegisterAnotherAsync(Hostile, cancellationToken)).ApiKey!; // a tenant like any other, so far
        var tenants = stage.Tenants.Select(tenant => tenant.Id).ToList();
        var honestCore = FaultStage.NewRegistration(stage.Cores[^1].BaseUrl);
        var slowCores = await SlowCores.SetUpAsync(bridge, options.Of(64), cancellationToken);
        return new Attacks(
            [
                new IdleConnections(bridge, options),
                await BrokenExports.SetUpAsync(stage.Bridge, options.Of(32), cancellationToken),
                slowCores,
                new Flood("strangers register", bridge, Force(32, 2_000), random => StrangeRequests.MadeUpRegistration(random, honestCore)),
                new Flood("refused hooks", bridge, Force(32, 3_000), random => StrangeRequests.RefusedHook(random, tenants)),
                new Flood("padded bodies", bridge, Force(8, 4_000), random => StrangeRequests.Padded(random, Hostile, key)),
                new SlowPartners(stage.Partners!.Slow, stage.Partners.Dead),
            ],
            slowCores);

        FloodForce Force(int connections, int firstNetwork) =>
            new(options.Of(connections), firstNetwork, Math.Max(1, options.Of(connections) / 2), TimeSpan.FromMilliseconds(20));
    }

    public ValueTask DisposeAsync() => _slowCores.DisposeAsync();
}
