namespace SmsBridge.Bench;

/// <summary>
/// Events posted and relayed at once, against the messages Kannel delivers to the same stand-in, in turns and each sustained: never more than
/// a second's worth ahead. The work is unequal, to the bridge's cost: it asks the core three times for each event, and fsyncs.
/// </summary>
internal static class PeerScenario
{
    public static async Task<IReadOnlyList<ResultRow>> RunAsync(BenchOptions options, CancellationToken cancellationToken)
    {
        if (!Kannel.IsInstalled)
        {
            System.Console.WriteLine("peer: skipped, Kannel is not installed (Debian package \"kannel\")");
            return [];
        }

        await using var rig = await Rig.StartAsync(tenants: 1, RelayScenario.Settings(cached: false), cancellationToken);
        await using var kannel = await Kannel.StartAsync(rig.Peers.Url, cancellationToken);
        var rounds = new List<(double, double)>();
        for (var round = -1; round < options.Rounds; round++)
        {
            var pair = (
                await Sustained.MeasureAsync(rig, kannel.Messages(), options.Length * 2, cancellationToken),
                await Sustained.MeasureAsync(rig, rig.Hooks(hold: true), options.Length * 2, cancellationToken));
            if (round >= 0) // the first is for the JIT
            {
                rounds.Add(pair);
            }
        }

        return [ResultRow.Of("peer: Kannel 1.4, file store", "SMS/s", rounds, must: 1.5, aim: 3)];
    }
}
