namespace SmsBridge.Store;

/// <summary>Notes that this process lives, where others look whether it does.</summary>
internal sealed class NodeHeartbeat(Database database, TimeProvider time) : BackgroundService
{
    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(15);

    /// <summary>Not seen for so long: it is gone, and with it what it held.</summary>
    public static readonly TimeSpan Lost = 2 * WorkLeases.Period;

    /// <summary>Also after the store was away: it goes on by itself.</summary>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (database.FilePath is not null)
        {
            return; // nobody else works on a file
        }

        using var timer = new PeriodicTimer(Beat, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                await BeatAsync();
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The service ends.
        }
    }

    private async Task BeatAsync()
    {
        try
        {
            await database.ProveWritableAsync();
        }
        catch (StoreUnavailableException)
        {
            // Told by the writer.
        }
    }
}
