namespace SmsBridge.Bench;

/// <summary>
/// Three nodes on one PostgreSQL against one of them, each in rounds of its own, as shipped, with core and Twilio 100 ms away: there a node waits for others
/// most of its time, and more nodes wait for more at once.
/// </summary>
internal static class NodesScenario
{
    private const int Events = 6_000;

    public static async Task<IReadOnlyList<ResultRow>> RunAsync(BenchOptions options, CancellationToken cancellationToken)
    {
        if (!options.OnPostgres)
        {
            ProgressBar.WriteLine("  nodes: left out, as a file has one; ask for --store postgres");
            return [];
        }

        await using var rig = await Rig.StartAsync(options, tenants: 1, [("Core:CacheDuration", "00:00:00")], cancellationToken);
        await RelayScenario.DrainAsync(rig, Events, cancellationToken); // JIT
        await rig.MovePeersAwayAsync(cancellationToken);
        var one = new List<double>();
        for (var round = 0; round < options.Rounds; round++)
        {
            one.Add(await RelayScenario.DrainAsync(rig, Events, cancellationToken));
        }

        await rig.AddNodeAsync(cancellationToken);
        await rig.AddNodeAsync(cancellationToken);
        await RelayScenario.DrainAsync(rig, Events, cancellationToken); // JIT of the new ones
        var rounds = new List<(double, double)>();
        foreach (var alone in one)
        {
            rounds.Add((alone, await RelayScenario.DrainAsync(rig, Events, cancellationToken)));
        }

        return [ResultRow.Of("three nodes / one, peers 100 ms away", "events/s", rounds, must: 1.8, aim: 2.7)];
    }
}
