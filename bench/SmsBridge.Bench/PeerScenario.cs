namespace SmsBridge.Bench;

/// <summary>
/// Events posted and relayed at once, against the messages Kannel delivers to the same stand-in, in turns and each sustained: never more than
/// a second's worth ahead. The bridge keeps what the core says as long as it does by default. The work is unequal, to the bridge's cost: it asks the core for
/// each payment, and fsyncs.
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

        await using var rig = await Rig.StartAsync(tenants: 1, RelayScenario.AsShipped, cancellationToken);
        await using var kannel = await Kannel.StartAsync(rig.Peers.Url, cancellationToken);
        var rounds = new List<(double, double)>();
        await Sustained.MeasureAsync(rig, kannel.Messages(), options.WarmUpOfLimit, cancellationToken);
        await Sustained.MeasureAsync(rig, rig.Hooks(hold: true), options.WarmUp, cancellationToken);
        for (var round = 0; round < options.Rounds; round++)
        {
            rounds.Add((
                await Sustained.MeasureAsync(rig, kannel.Messages(), options.Length * 2, cancellationToken),
                await Sustained.MeasureAsync(rig, rig.Hooks(hold: true), options.Length * 2, cancellationToken)));
        }

        return [ResultRow.Of("peer: Kannel 1.4, file store", "SMS/s", rounds, must: 1.5, aim: 3)];
    }
}
