namespace SmsBridge.Bench;

/// <summary>
/// Events posted and relayed at once: hooks come as fast as they are answered, but never more than a second's worth ahead of their SMS, so
/// that what is counted is sustained. Against the bare relay loop, in turns; all rounds together take 60 s at the default length.
/// </summary>
internal static class EndToEndScenario
{
    private const long MostAhead = 2_000;

    public static async Task<IReadOnlyList<ResultRow>> RunAsync(BenchOptions options, CancellationToken cancellationToken)
    {
        await using var rig = await Rig.StartAsync(tenants: 1, RelayScenario.Settings(cached: false), cancellationToken);
        await MeasureAsync(rig, options.WarmUp, cancellationToken);
        var rounds = new List<(double, double)>();
        for (var round = 0; round < options.Rounds; round++)
        {
            rounds.Add((await RelayScenario.BareAsync(rig, 10_000, cached: false, cancellationToken), await MeasureAsync(rig, options.Length * 3, cancellationToken)));
        }

        return [ResultRow.Of("end to end", "events/s", rounds, must: 0.45, aim: 0.65)];
    }

    private static async Task<double> MeasureAsync(Rig rig, TimeSpan length, CancellationToken cancellationToken)
    {
        await rig.ResetAsync(cancellationToken);
        var taken = 0L;
        LoadGenerator hooks = rig.Hooks(hold: true);
        using var done = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var watching = WatchAsync();
        var posted = await hooks.RunAsync(32, length, () => hooks.Issued - Interlocked.Read(ref taken) < MostAhead, cancellationToken);
        var sent = (await rig.TakenAsync(cancellationToken)).Count;
        await done.CancelAsync();
        await watching;
        await rig.WaitTakenAsync(posted.Answered, cancellationToken); // all of them, exactly: checked by the count
        return sent / length.TotalSeconds;

        async Task WatchAsync()
        {
            while (!done.IsCancellationRequested)
            {
                Interlocked.Exchange(ref taken, (await rig.TakenAsync(CancellationToken.None)).Count);
                await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, CancellationToken.None);
            }
        }
    }
}
