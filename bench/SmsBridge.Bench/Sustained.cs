using System.Globalization;

namespace SmsBridge.Bench;

/// <summary>
/// Posted and sent at once: as fast as posts are answered, but about a second's worth ahead of what the peers have taken and not more, so that what is
/// counted is sustained.
/// </summary>
internal static class Sustained
{
    /// <returns>SMS per second. All that was posted has arrived when this returns: checked by the count.</returns>
    public static async Task<double> MeasureAsync(Rig rig, Wrk posts, TimeSpan length, CancellationToken cancellationToken)
    {
        await rig.ResetAsync(cancellationToken);
        var leash = Path.Combine(rig.Folder, "taken");
        await File.WriteAllTextAsync(leash, "0\n", cancellationToken);
        using var done = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var watching = WatchAsync();
        var start = TimeProvider.System.GetTimestamp();
        var posted = await posts.RunAsync(RelayScenario.Posting, length, leash, cancellationToken);
        var sent = (await rig.TakenAsync(cancellationToken)).Count;
        var took = TimeProvider.System.GetElapsedTime(start);
        await done.CancelAsync();
        await watching;
        await rig.WaitTakenAsync(posted.Answered, cancellationToken);
        await rig.WaitQuietAsync(cancellationToken);
        return sent / took.TotalSeconds;

        async Task WatchAsync()
        {
            while (!done.IsCancellationRequested)
            {
                var taken = (await rig.TakenAsync(CancellationToken.None)).Count;
                await File.WriteAllTextAsync(leash, string.Create(CultureInfo.InvariantCulture, $"{taken}\n"), CancellationToken.None);
                await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, CancellationToken.None);
            }
        }
    }
}
