namespace SmsBridge.Bench;

/// <summary>
/// Events posted and relayed at once, against the messages Kannel delivers to the same stand-in, in turns and each sustained: never more than
/// a second's worth ahead. The work is unequal, to the bridge's cost: it asks the core for each payment, and fsyncs. The bridge logs as it is shipped. The bound is
/// for Kannel as it logs by default; with less it is there for comparison (ADR 10).
/// </summary>
internal static class PeerScenario
{
    public static async Task<IReadOnlyList<ResultRow>> RunAsync(BenchOptions options, CancellationToken cancellationToken)
    {
        if (!Kannel.IsInstalled)
        {
            ProgressBar.WriteLine("peer: skipped, Kannel is not installed (Debian package \"kannel\")");
            return [];
        }

        await using var rig = await Rig.StartAsync(options, tenants: 1, [.. RelayScenario.AsShipped, ("Serilog:MinimumLevel:Default", "Information")], cancellationToken);
        await using var logging = await Kannel.StartAsync(rig.Peers.Url, KannelLogging.Default, cancellationToken);
        await using var accounting = await Kannel.StartAsync(rig.Peers.Url, KannelLogging.AccessOnly, cancellationToken);
        await using var mute = await Kannel.StartAsync(rig.Peers.Url, KannelLogging.None, cancellationToken);
        Kannel[] kannels = [logging, accounting, mute];
        foreach (var kannel in kannels)
        {
            await Sustained.MeasureAsync(rig, kannel.Messages(), options.WarmUpOfLimit, cancellationToken);
        }

        await Sustained.MeasureAsync(rig, rig.Hooks(), options.WarmUp, cancellationToken);
        var rounds = kannels.Select(static _ => new List<(double, double)>()).ToArray();
        for (var round = 0; round < options.Rounds; round++)
        {
            var delivered = new List<double>();
            foreach (var kannel in kannels)
            {
                delivered.Add(await Sustained.MeasureAsync(rig, kannel.Messages(), options.Length * 2, cancellationToken));
            }

            var bridge = await Sustained.MeasureAsync(rig, rig.Hooks(), options.Length * 2, cancellationToken);
            for (var index = 0; index < kannels.Length; index++)
            {
                rounds[index].Add((delivered[index], bridge));
            }
        }

        return
        [
            ResultRow.Of("peer: Kannel 1.4, default logging", "SMS/s", rounds[0], must: 1.5, aim: 3),
            ResultRow.Of("peer: Kannel 1.4, access log only", "SMS/s", rounds[1], must: null, aim: null),
            ResultRow.Of("peer: Kannel 1.4, no log", "SMS/s", rounds[2], must: null, aim: null),
        ];
    }
}
