using SmsBridge.Gateways;
using SmsBridge.Ledger;
using SmsBridge.Messages;
using SmsBridge.Numbers;
using SmsBridge.Prices;
using SmsBridge.Store;
using SmsBridge.Tenants;
using SmsBridge.TenantTexts;
using SmsBridge.Texts.Catalogue;

namespace SmsBridge.Holding.Spending;

/// <summary>
/// Holds what does not fit into the tenant's cap for the month: promotional texts first, those about money last. What is under way elsewhere at that moment is not counted yet, so that the cap
/// may be passed by as many SMS as all nodes have in work of the tenant at once (<c>Relay:TenantConcurrency</c> each), and by those in doubt.
/// </summary>
internal sealed class SpendGate(
    HoldDirectory holds, SpendStore store, PriceTable prices, MessageExpiry expiry, TextDirectory texts, MessageClasses classes, TimeProvider time)
{
    /// <summary>The longest wait of a message (see <c>LeaseRelease</c>).</summary>
    private static readonly TimeSpan LookAgain = TimeSpan.FromHours(6);

    private static readonly TimeSpan ShortestWait = TimeSpan.FromMinutes(1);

    /// <returns>Null: it may go on.</returns>
    public ValueTask<NextStep?> WhyNotAsync(ClaimedMessage claimed, Tenant tenant, SenderAccount account, Msisdn number, int parts) =>
        holds.CapOf(claimed.TenantId) is { } cap && classes.Of(claimed.TypeId, tenant) is { } kind ? JudgeAsync(claimed, cap, kind, Cost(cap, account, number, parts)) : default;

    private async ValueTask<NextStep?> JudgeAsync(ClaimedMessage claimed, SpendCap cap, EventClass kind, long cost)
    {
        var month = SpendMonth.Of(time.GetUtcNow(), cap.Zone);
        var share = ShareOf(cap, kind);
        var (spent, limit) = (await store.SpentAsync(cap.TenantId, month.Number, cap.Currency), cap.LimitAt(share));
        return spent < limit && spent + cost <= limit ? null
            : !cap.IsDecided(claimed.QueuedAt, claimed.ReceivedAt, claimed.Reason) ? new NextStep.HoldByCap(DueAt(claimed, month), cap.Revision, cap.Words(kind.ToString().ToLowerInvariant(), share, month))
            : cap.Decision == SpendDecision.Cancelled ? new NextStep.DeadLetter(Reasons.Cancelled, cap.Note)
            : null;
    }

    private static long ShareOf(SpendCap cap, EventClass kind) =>
        kind switch
        {
            EventClass.Promotional => cap.Promotional,
            EventClass.Service or EventClass.Collection => cap.Service,
            _ => SpendCap.Whole,
        };

    /// <summary>As it is estimated by the tenant's registered account; 0: that is not known, or is in another currency.</summary>
    private long Cost(SpendCap cap, SenderAccount account, Msisdn number, int parts) =>
        prices.PerPart(account.Provider, account.AccountId, number.Value)?.Times(parts) is { } price && price.Currency == cap.Currency ? price.Micros : 0;

    /// <summary>The new month, and when it would be too late for it; until then it is looked at now and then.</summary>
    private DateTimeOffset DueAt(ClaimedMessage claimed, SpendMonth month)
    {
        var now = time.GetUtcNow();
        var end = expiry.Of(texts.TypeOf(claimed.TypeId)) is { } longest ? StoredTime.At(claimed.QueuedAt) + longest + TimeSpan.FromSeconds(1) : DateTimeOffset.MaxValue;
        var due = Earlier(Earlier(end, month.Until), now + LookAgain);
        return due < now + ShortestWait ? now + ShortestWait : due;
    }

    private static DateTimeOffset Earlier(DateTimeOffset one, DateTimeOffset other) => one < other ? one : other;
}
