namespace SmsBridge.Bench;

/// <summary>
/// Posted and sent at once: as fast as posts are answered, but never more than a second's worth ahead of what the peers have taken, so that
/// what is counted is sustained.
/// </summary>
internal static class Sustained
{
    private const long MostAhead = 2_000;

    /// <returns>SMS per second. All that was posted has arrived when this returns, exactly: checked by the count.</returns>
    public static async Task<double> MeasureAsync(Rig rig, LoadGenerator posts, TimeSpan length, CancellationToken cancellationToken)
    {
        await rig.ResetAsync(cancellationToken);
        var taken = 0L;
        using var done = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var watching = WatchAsync();
        var posted = await posts.RunAsync(RelayScenario.Posting, length, () => posts.Issued - Interlocked.Read(ref taken) < MostAhead, cancellationToken);
        var sent = (await rig.TakenAsync(cancellationToken)).Count;
        await done.CancelAsync();
        await watching;
        await rig.WaitTakenAsync(posted.Answered, cancellationToken);
        return posted.Refused == 0 ? sent / length.TotalSeconds : throw new InvalidOperationException($"{posted.Refused} posts were refused: the figures mean nothing.");

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
