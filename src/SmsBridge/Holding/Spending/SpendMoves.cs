using SmsBridge.Ledger;
using SmsBridge.Prices;
using SmsBridge.Store;

namespace SmsBridge.Holding.Spending;

/// <summary>
/// Brings what a person decided to the messages that a cap held, a batch at a time, as <see cref="SurgeMoves"/> does, and has what was sent before a cap was set counted. To be run under a work
/// lease.
/// </summary>
internal sealed class SpendMoves(HoldDirectory holds, SpendWalk walk, Database database, RelayBell bell, TimeProvider time, ILogger<SpendMoves> logger)
{
    private const int MonthsKept = 24;

    private static readonly TimeSpan TidyEvery = TimeSpan.FromDays(1);

    private DateTimeOffset _tidied;

    private long Now => time.GetUtcNow().ToUnixTimeMilliseconds();

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await holds.RefreshAsync(cancellationToken);
        foreach (var cap in holds.Caps.Where(cap => cap.IsMoving != 0))
        {
            await MoveAsync(cap, cancellationToken);
        }

        foreach (var cap in holds.Caps.Where(cap => cap.IsOn != 0 && cap.Walks < SpendStore.AllWalks))
        {
            await walk.RunAsync(cap, cancellationToken);
        }

        if (holds.Caps.Count > 0 && time.GetUtcNow() - _tidied >= TidyEvery)
        {
            _tidied = time.GetUtcNow();
            var before = SpendMonth.Of(_tidied.AddMonths(-MonthsKept), TimeZoneInfo.Utc).Number;
            await database.WriteAsync(session => SpendCounts.Forget(session, before));
        }
    }

    private async Task MoveAsync(SpendCap cap, CancellationToken cancellationToken)
    {
        var all = 0;
        for (int moved; (moved = await MoveSomeAsync(cap)) > 0; all += moved) // ends: nothing more that came before the decision comes to be held
        {
            bell.Ring();
            cancellationToken.ThrowIfCancellationRequested();
        }

        if (await EndAsync(cap))
        {
            await holds.ReloadAsync(cancellationToken);
            logger.SpendMoved(cap.TenantId, cap.Decision, all);
        }
    }

    private Task<int> MoveSomeAsync(SpendCap cap) =>
        database.WriteAsync(session =>
            !SpendStore.IsStill(session, cap) ? 0
            : cap.Decision == SpendDecision.Released ? HeldMessages.Release(session, SpendStore.RangeOf(cap.TenantId, cap.DecidedAt), Now, Sources.Operator, cap.Note)
            : HeldMessages.Cancel(session, SpendStore.RangeOf(cap.TenantId, cap.DecidedAt), Now, Sources.Operator, cap.Note));

    /// <summary>Not while the relay has some of them in hand: they learn it there. The next run looks again.</summary>
    private Task<bool> EndAsync(SpendCap cap) =>
        database.WriteAsync(session =>
        {
            if (HeldMessages.Any(session, SpendStore.RangeOf(cap.TenantId, cap.DecidedAt)))
            {
                return false;
            }

            SpendStore.Done(session, cap);
            return true;
        });
}
