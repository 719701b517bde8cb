namespace SmsBridge.Bench;

/// <summary>Resident memory with a million events waiting because the core is down, minus that of the same bridge with nothing to do.</summary>
internal static class BacklogScenario
{
    private static readonly TimeSpan Settle = TimeSpan.FromSeconds(20);

    public static async Task<IReadOnlyList<ResultRow>> RunAsync(BenchOptions options, CancellationToken cancellationToken)
    {
        await using var rig = await Rig.StartAsync(options, tenants: 1, [], cancellationToken);
        await rig.Peers.DisposeAsync(); // connections are refused from now on
        await rig.Bridge.StopAsync(cancellationToken);
        var rounds = new List<(double Idle, double Waiting)>();
        var idle = new List<double>();
        for (var round = 0; round < Math.Min(options.Rounds, 3); round++)
        {
            idle.Add(await ResidentAsync(rig, cancellationToken));
        }

        await rig.Store.ExecuteAsync(Filler.Waiting(1_000_000, options.OnPostgres), cancellationToken);
        foreach (var before in idle)
        {
            rounds.Add((before, await ResidentAsync(rig, cancellationToken)));
        }

        var differences = rounds.Select(round => round.Waiting - round.Idle).ToList();
        return
        [
            new ResultRow("backlog of 1 M, memory", "MiB", ResultRow.Median(rounds.Select(round => round.Waiting)), ResultRow.Median(idle), ResultRow.Median(differences),
                Must: 100, Aim: 50, LessIsBetter: true, differences),
        ];
    }

    private static async Task<double> ResidentAsync(Rig rig, CancellationToken cancellationToken)
    {
        await rig.Bridge.StartAsync(cancellationToken);
        await Task.Delay(Settle, TimeProvider.System, cancellationToken);
        var resident = Rig.ResidentMiB(rig.Bridge.ProcessId!.Value);
        await rig.Bridge.StopAsync(cancellationToken);
        return resident;
    }
}
