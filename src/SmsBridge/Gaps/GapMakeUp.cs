using SmsBridge.Core;
using SmsBridge.Ledger;
using SmsBridge.Store;
using SmsBridge.Tenants;

namespace SmsBridge.Gaps;

/// <param name="Entered">Missing acts that are events now.</param>
/// <param name="Came">Whose hook or event had come meanwhile.</param>
/// <param name="Left">That the core could not be asked about; they stay missing.</param>
internal readonly record struct MadeUp(int Entered, int Came, int Left);

/// <summary>
/// Enters missing acts as events. They have the key of their hook's event: a hook that comes after all is a repeat, whichever of the two is stored first. From there on they
/// go the way of every event: the relay looks each up in the core before it sends, and one that is too late by the time it came about is closed.
/// </summary>
internal sealed class GapMakeUp(GapReview review, GapStore store, EventInbox inbox, EventsByKey events, RelayBell bell, TimeProvider time, ILogger<GapMakeUp> logger)
{
    /// <summary>What events have for the address they came from.</summary>
    public const string Source = "audit";

    /// <param name="from">Only what came about then or later; null: all.</param>
    /// <param name="most">How long it may go on; null: a person waits for it.</param>
    public async Task<MadeUp> RunAsync(Tenant tenant, CoreAccess access, DateTimeOffset? from, TimeSpan? most, CancellationToken cancellationToken)
    {
        var share = new TimeShare(time, most);
        var (last, total) = (0L, default(MadeUp));
        for (List<Gap> batch; !share.IsOver && (batch = await store.MissingAsync(tenant.Id, last, GapReview.Batch, cancellationToken)).Count > 0; last = batch[^1].AuditId)
        {
            var missing = await review.SettleAsync(tenant, batch.FindAll(gap => from is null || gap.At >= from), cancellationToken);
            var asked = await review.ConfirmAsync(tenant, access, missing.FindAll(gap => !gap.Confirmed), share, cancellationToken);
            var entered = await EnterAsync(tenant, [.. missing.Concat(asked).Where(gap => gap is { State: GapState.Missing, Confirmed: true })]);
            var left = asked.Count(gap => gap is { State: GapState.Missing, Confirmed: false });
            total = new MadeUp(total.Entered + entered.Entered, total.Came + entered.Came, total.Left + left);
        }

        if (total.Entered > 0)
        {
            logger.MadeUp(tenant.Identifier, total.Entered);
        }

        return total;
    }

    private async Task<MadeUp> EnterAsync(Tenant tenant, List<Gap> gaps)
    {
        if (gaps.Count == 0)
        {
            return default;
        }

        gaps.Sort((one, other) => one.AuditId.CompareTo(other.AuditId)); // in the order of the core
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        var stored = await inbox.AppendAllAsync(gaps.ConvertAll(gap => EventOf(tenant, gap, now)));
        bell.Ring(); // after the commit, never before
        var (madeUp, came) = (new Dictionary<long, long>(), new List<long>());
        foreach (var (gap, stands) in gaps.Zip(stored))
        {
            if (stands.TwinId is null || await IsOursAsync(tenant, gap, stands.TwinId.Value))
            {
                madeUp[gap.AuditId] = stands.TwinId ?? stands.Id;
            }
            else
            {
                came.Add(gap.AuditId);
            }
        }

        await store.SaveAsync(tenant.Id, [], came, madeUp);
        return new MadeUp(madeUp.Count, came.Count, 0);
    }

    /// <summary>Whether it repeats one that somebody else made up at the same moment.</summary>
    private async Task<bool> IsOursAsync(Tenant tenant, Gap gap, long twin)
    {
        var accepted = await events.AcceptedAsync(tenant.Id, gap.Kind!.Type, [gap.ResourceId!.Value], CancellationToken.None);
        return accepted.Values.Any(known => known.Id == twin && known.Dialect == Dialect.Audit);
    }

    private static NewEvent EventOf(Tenant tenant, Gap gap, long now) => new()
    {
        TenantId = tenant.Id, Type = gap.Kind!.Type, Verdict = Verdict.Accepted, ReceivedAt = now, HappenedAt = Math.Min(gap.MadeAt, now), Dialect = Dialect.Audit,
        ResourceId = gap.ResourceId, ClientId = gap.ClientId, LoanId = gap.LoanId, SavingsId = gap.SavingsId, SubResourceId = gap.SubResourceId,
        Source = Source, Detail = FormattableString.Invariant($"Entry {gap.AuditId} of the core's audit trail."),
    };
}
