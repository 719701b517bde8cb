namespace SmsBridge.Bench;

/// <summary>
/// Events posted and relayed at once, against the messages Kannel delivers to the same stand-in, in turns and each sustained: never more than
/// a second's worth ahead. Both log as they are shipped. The work is unequal, to the bridge's cost: it asks the core for each payment, and fsyncs.
/// Kannel without any log, and so without a record of what it sent, is there for comparison.
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

        await using var rig = await Rig.StartAsync(tenants: 1, [.. RelayScenario.AsShipped, ("Serilog:MinimumLevel:Default", "Information")], cancellationToken);
        await using var packaged = await Kannel.StartAsync(rig.Peers.Url, logs: true, cancellationToken);
        await using var mute = await Kannel.StartAsync(rig.Peers.Url, logs: false, cancellationToken);
        await Sustained.MeasureAsync(rig, packaged.Messages(), options.WarmUpOfLimit, cancellationToken);
        await Sustained.MeasureAsync(rig, mute.Messages(), options.WarmUpOfLimit, cancellationToken);
        await Sustained.MeasureAsync(rig, rig.Hooks(hold: true), options.WarmUp, cancellationToken);
        var (withLogs, without) = (new List<(double, double)>(), new List<(double, double)>());
        for (var round = 0; round < options.Rounds; round++)
        {
            var logging = await Sustained.MeasureAsync(rig, packaged.Messages(), options.Length * 2, cancellationToken);
            var silent = await Sustained.MeasureAsync(rig, mute.Messages(), options.Length * 2, cancellationToken);
            var bridge = await Sustained.MeasureAsync(rig, rig.Hooks(hold: true), options.Length * 2, cancellationToken);
            withLogs.Add((logging, bridge));
            without.Add((silent, bridge));
        }

        return
        [
            ResultRow.Of("peer: Kannel 1.4 as packaged", "SMS/s", withLogs, must: 1.5, aim: 3),
            ResultRow.Of("peer: Kannel 1.4, all logs off", "SMS/s", without, must: null, aim: null),
        ];
    }
}
