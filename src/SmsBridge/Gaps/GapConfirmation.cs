using SmsBridge.Core;
using SmsBridge.Ledger;
using SmsBridge.Messages;
using SmsBridge.Relay;
using SmsBridge.Store;
using SmsBridge.TenantTexts;
using SmsBridge.Texts.Catalogue;

namespace SmsBridge.Gaps;

/// <summary>
/// Asks the core about a missing act as the relay would for its SMS, so that what is gone, undone or another matter by now is explained and not entered. Cores of many
/// versions do not say of an entry whether it was carried out: only this does.
/// </summary>
internal sealed class GapConfirmation(CoreLookup lookup, TextDirectory texts, MessageExpiry expiry, TimeProvider time)
{
    private const int AtOnce = 4;

    /// <summary>Days differ by the core's zone.</summary>
    private static readonly TimeSpan ZoneSlack = TimeSpan.FromDays(1);

    /// <returns>Of each what it is now, in the same order. One that could not be asked about stays as it was, with the reason.</returns>
    public async Task<Gap[]> AskAsync(long tenantId, CoreAccess access, IReadOnlyList<Gap> gaps, CancellationToken cancellationToken)
    {
        var asked = new Gap[gaps.Count];
        await Parallel.ForAsync(0, gaps.Count, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken }, async (index, token) =>
            asked[index] = gaps[index].Kind is { } kind ? await AskAsync(tenantId, access, gaps[index], kind, token) : gaps[index].With(GapState.Explained, Reasons.SwitchedOff));
        return asked;
    }

    private async Task<Gap> AskAsync(long tenantId, CoreAccess access, Gap gap, EventKind kind, CancellationToken cancellationToken)
    {
        var reply = await lookup.AskAsync(access, Claimed(tenantId, gap), kind, tellsBalance: false, texts.SettingOf(tenantId, kind).Rules, cancellationToken);
        return reply switch
        {
            { Facts: { } facts } => IsBookedBack(gap, kind, facts)
                ? gap.With(GapState.Explained, Reasons.BookedBack)
                : gap.With(GapState.Missing) with { Confirmed = true },
            { Next: NextStep.DeadLetter { Reason: Reasons.NotSoInCore } next } when !gap.Said => Undecided(gap, next), // perhaps it waits for a checker
            { Next: NextStep.DeadLetter next } => gap.With(GapState.Explained, next.Reason, next.Detail),
            { Next: NextStep.Retry next } => gap with { Reason = next.Reason, Detail = next.Detail },
            { Next: NextStep.AwaitTenant next } => gap with { Reason = next.Reason, Detail = next.Detail },
            _ => gap,
        };
    }

    /// <summary>Looked at again after as long as it has been known, so that what is never decided is asked about less and less.</summary>
    public Gap Undecided(Gap gap, NextStep.DeadLetter? next = null)
    {
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        var wait = Math.Max(now - gap.FoundAt, (long)TimeSpan.FromMinutes(10).TotalMilliseconds);
        return gap.With(GapState.Undecided, next?.Reason ?? gap.Reason, next?.Detail ?? gap.Detail) with { LookAt = now + wait };
    }

    /// <summary>By when the entry was first seen, where a checker's yes came later: the day is its maker's.</summary>
    private bool IsBookedBack(Gap gap, EventKind kind, CoreFacts facts) =>
        facts.Money?.Date is { } date && expiry.IsPast(kind.Type, StoredTime.At(Math.Min(gap.MadeAt, gap.FoundAt)) - new DateTimeOffset(date, TimeOnly.MaxValue, TimeSpan.Zero) - ZoneSlack);

    private static ClaimedMessage.ToLookUp Claimed(long tenantId, Gap gap) => new(new ClaimedRow
    {
        EventId = 0, TenantId = tenantId, TypeId = 0, Status = MessageStatus.Queued, ReceivedAt = gap.MadeAt, QueuedAt = gap.MadeAt,
        ResourceId = gap.ResourceId, ClientId = gap.ClientId, LoanId = gap.LoanId, SavingsId = gap.SavingsId, SubResourceId = gap.SubResourceId,
    });
}
