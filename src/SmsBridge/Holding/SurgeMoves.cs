using SmsBridge.Ledger;
using SmsBridge.Store;

namespace SmsBridge.Holding;

/// <summary>
/// Brings what a person decided to the messages that were held, a batch at a time, so that nobody else's writes wait for five thousand. The decision is on disk before: a process that dies in
/// between goes on where it was, and so does another node. Each batch is one transaction and takes only what is still held, so that nothing is moved twice. To be run under a work lease.
/// </summary>
internal sealed class SurgeMoves(HoldStore store, HoldDirectory holds, Database database, RelayBell bell, TimeProvider time, ILogger<SurgeMoves> logger)
{
    private static readonly TimeSpan TidyEvery = TimeSpan.FromHours(1);

    private DateTimeOffset _tidied;

    private long Now => time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>What a person decided, for the timeline.</summary>
    public static string Note(SurgeHour hour) =>
        (hour.State is SurgeState.Releasing or SurgeState.Released ? "Surge gate: released by " : "Surge gate: cancelled by ") + (hour.DecidedBy ?? "somebody") + ".";

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await holds.RefreshAsync(cancellationToken);
        foreach (var hour in holds.Moving.ToList())
        {
            await MoveAsync(hour, cancellationToken);
        }

        foreach (var hour in holds.Hours.Where(hour => hour.State == SurgeState.Held).ToList())
        {
            await CloseAsync(hour, cancellationToken);
        }

        if (time.GetUtcNow() - _tidied >= TidyEvery)
        {
            _tidied = time.GetUtcNow();
            await TidyAsync(cancellationToken);
        }
    }

    private async Task MoveAsync(SurgeHour hour, CancellationToken cancellationToken)
    {
        var all = 0;
        for (int moved; (moved = await MoveSomeAsync(hour)) > 0; all += moved) // ends: nothing more comes to be held in an hour that a person has decided about
        {
            bell.Ring();
            cancellationToken.ThrowIfCancellationRequested();
        }

        if (await EndAsync(hour))
        {
            await holds.ReloadAsync(cancellationToken);
            logger.SurgeMoved(hour.TenantId, StoredTime.At(hour.StartsAt), hour.State, all);
        }
    }

    /// <summary>What is held waits up to an hour for its next look; nobody is to be asked meanwhile about what an import pause has closed.</summary>
    private async Task CloseAsync(SurgeHour hour, CancellationToken cancellationToken)
    {
        foreach (var pause in holds.Of(hour.TenantId)?.Pauses ?? [])
        {
            while (hour.In(pause) is { } range && await IsHeldAsync(range, cancellationToken) && await CloseSomeAsync(hour, range, pause) > 0) // ends: the gate closes what else comes of that time
            {
                cancellationToken.ThrowIfCancellationRequested();
            }
        }
    }

    /// <summary>Looked at by every run, and mostly nothing is.</summary>
    private async Task<bool> IsHeldAsync(HeldRange range, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenBriefReadAsync();
        return await HeldMessages.AnyAsync(connection, range, cancellationToken);
    }

    private Task<int> CloseSomeAsync(SurgeHour hour, HeldRange range, ImportPause pause) =>
        database.WriteAsync(session => HoldStore.IsStill(session, hour) ? HeldMessages.Close(session, range, Now, Sources.Operator, pause.Words) : 0);

    private Task<int> MoveSomeAsync(SurgeHour hour) =>
        database.WriteAsync(session =>
            !HoldStore.IsStill(session, hour) ? 0
            : hour.State == SurgeState.Releasing ? HeldMessages.Release(session, hour.Range, Now, Sources.Operator, Note(hour))
            : HeldMessages.Cancel(session, hour.Range, Now, Sources.Operator, Note(hour)));

    /// <summary>Not while the relay has some of them in hand: they come back held, or learn it there. The next run looks again.</summary>
    private Task<bool> EndAsync(SurgeHour hour) =>
        database.WriteAsync(session =>
        {
            if (HeldMessages.Any(session, hour.Range))
            {
                return false;
            }

            HoldStore.Done(session, hour);
            return true;
        });

    /// <summary>What nobody decided about ends by itself, when it was too late for all of it.</summary>
    private async Task TidyAsync(CancellationToken cancellationToken)
    {
        foreach (var hour in holds.Hours.Where(hour => hour.State == SurgeState.Held && hour.OpenedAt + (2 * SurgeHour.Length) < Now).ToList())
        {
            if (await EndAsync(hour))
            {
                await holds.ReloadAsync(cancellationToken);
            }
        }

        await store.ForgetAsync();
    }
}
