using Dapper;

namespace SmsBridge.Store;

/// <summary>How many bridges work on this database. Known within <see cref="NodeHeartbeat.Beat"/>; one that died counts until it is taken for lost.</summary>
internal sealed class LivingNodes
{
    private int _count = 1;

    public int Count
    {
        get => Volatile.Read(ref _count);
        set => Volatile.Write(ref _count, Math.Max(1, value));
    }
}

/// <summary>Notes that this process lives, where others look whether it does, and looks how many others do.</summary>
internal sealed class NodeHeartbeat(Database database, LivingNodes nodes, TimeProvider time) : BackgroundService
{
    public static readonly TimeSpan Beat = TimeSpan.FromSeconds(15);

    /// <summary>Not seen for so long: it is gone, and with it what it held.</summary>
    public static readonly TimeSpan Lost = 2 * WorkLeases.Period;

    /// <summary>Who lives: was seen after <c>@livingSince</c>, which is <see cref="LivingSince"/>, and has not noted its end.</summary>
    public const string Living = "SELECT id FROM node WHERE seen_at > @livingSince AND ended_at IS NULL";

    public const string CountLiving = $"SELECT COUNT(*) FROM ({Living}) AS living";

    /// <summary>Unix milliseconds.</summary>
    public static long LivingSince(DateTimeOffset now) => (now - Lost).ToUnixTimeMilliseconds();

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
            await BeatAsync(stoppingToken);
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                await BeatAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The service ends.
        }
    }

    private async Task BeatAsync(CancellationToken cancellationToken)
    {
        try
        {
            await database.ProveWritableAsync();
            await CountAsync(cancellationToken);
        }
        catch (StoreUnavailableException)
        {
            // Told by the writer.
        }
    }

    private async Task CountAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenBriefReadAsync();
        nodes.Count = await connection.ExecuteScalarAsync<int>(new CommandDefinition(CountLiving, new { livingSince = LivingSince(time.GetUtcNow()) }, cancellationToken: cancellationToken));
    }
}
