using SmsBridge.Gateways;
using SmsBridge.Holding.Consents;
using SmsBridge.Holding.Spending;
using SmsBridge.Ledger;
using SmsBridge.Messages;
using SmsBridge.Numbers;
using SmsBridge.Store;
using SmsBridge.Tenants;

namespace SmsBridge.Holding;

/// <summary>
/// What keeps an event from being told, whatever the core says of it: an import pause, a surge, both asked before everything else; and the cap on what a month may cost, asked when text and number
/// are known. Of a tenant that has none of it an SMS costs three looks into a table.
/// </summary>
internal sealed class HoldGate(HoldDirectory holds, SurgeGate surges, SpendGate spending, ConsentRules consents, EventTypeCodes codes, TimeProvider time)
{
    /// <summary>From the time of a digest on: quiet hours may follow it, or a provider that is busy.</summary>
    private static readonly TimeSpan AfterDigest = TimeSpan.FromHours(12);

    /// <summary>
    /// Its tenant tells a client's receipts once a day: that it is old by then is no reason to give it up. Nor is it of one that waited for that and is let go, because the tenant wants another
    /// time or none any more: then a day later.
    /// </summary>
    public bool IsYoungForDigest(ClaimedMessage claimed) =>
        holds.DigestOf(claimed.TenantId) is { } rule && (claimed.Reason == Reasons.Digest || rule.Covers(codes.TypeOf(claimed.TypeId)))
        && time.GetUtcNow() < rule.DueAfter(StoredTime.At(claimed.QueuedAt)) + AfterDigest + (claimed.Reason == Reasons.Digest ? TimeSpan.FromDays(1) : TimeSpan.Zero);

    /// <returns>Null: it may go on. What a person sends anew always may, and so may members of a group whose message a person sent anew, and a copy: what it copies was let pass.</returns>
    public ValueTask<NextStep?> WhyNotAsync(ClaimedMessage.ToLookUp claimed) =>
        holds.Of(claimed.TenantId) is not { } holding || claimed.IsResent || claimed.IsOfResent || codes.TypeOf(claimed.TypeId).IsOfficerCopy ? default
        : holding.PauseAt(claimed.QueuedAt) is { } pause ? new ValueTask<NextStep?>(new NextStep.DeadLetter(Reasons.ImportPause, pause.Words))
        : surges.WhyNotAsync(claimed, holding);

    /// <returns>Null: it may go on. What a person sends anew costs as much, and is judged like all others.</returns>
    public ValueTask<NextStep?> WhyTooDearAsync(ClaimedMessage claimed, Tenant tenant, SenderAccount account, Msisdn number, int parts) =>
        spending.WhyNotAsync(claimed, tenant, account, number, parts);

    /// <summary>What its recipient must have said to it; whether they did is asked in the transaction that stores its intent. Null: it is not asked.</summary>
    public ConsentNeed? ConsentOf(ClaimedMessage claimed) => consents.NeedOf(claimed.TenantId, claimed.TypeId);
}
