using System.Net;
using SmsBridge.Faults.Fuzz;
using SmsBridge.Simulator.Core;

namespace SmsBridge.Faults.Hostile;

/// <summary>Registrations that lead the bridge to cores which take every question and answer late.</summary>
internal sealed class SlowCores : Attack, IAsyncDisposable
{
    private const int CoreCount = 4;
    private const int FirstNetwork = 1_000;
    private const int NetworkCount = 24;

    private static readonly TimeSpan Slowness = TimeSpan.FromSeconds(20);

    private readonly IReadOnlyList<StandInCore> _cores;
    private readonly Flood _flood;
    private int _next;

    private SlowCores(IPEndPoint bridge, int connections, IReadOnlyList<StandInCore> cores)
        : base("slow registrations")
    {
        _cores = cores;
        _flood = new Flood(Name, bridge, new FloodForce(connections, FirstNetwork, NetworkCount, TimeSpan.FromMilliseconds(20)), _ => Next());
    }

    public static async Task<SlowCores> SetUpAsync(IPEndPoint bridge, int connections, CancellationToken cancellationToken)
    {
        var cores = new List<StandInCore>();
        for (var number = 0; number < CoreCount; number++)
        {
            cores.Add(await StandInCore.StartAsync(new StandInCoreOptions { KeepRequests = 0 }, cancellationToken));
            cores[^1].Faults.Add(new CoreFault("/") { Delay = Slowness });
        }

        return new SlowCores(bridge, connections, cores);
    }

    public override Task RunAsync(CancellationToken stopping) => _flood.RunAsync(stopping);

    public override string Describe() => _flood.Describe();

    public async ValueTask DisposeAsync()
    {
        foreach (var core in _cores)
        {
            await core.DisposeAsync();
        }
    }

    private RawRequest Next()
    {
        var number = Interlocked.Increment(ref _next);
        return StrangeRequests.Registration($"slow-{number}", FaultStage.NewRegistration(_cores[number % CoreCount].BaseUrl));
    }
}
