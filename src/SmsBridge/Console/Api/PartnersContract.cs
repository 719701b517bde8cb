using System.Text.Json;
using System.Text.Json.Serialization;
using SmsBridge.Partners;

namespace SmsBridge.Console.Api;

internal sealed record PartnerSummaryList(IReadOnlyList<PartnerSummary> Partners);

/// <summary>A partner and how telling it goes; no secret.</summary>
/// <param name="Tenants">Whose transactions it is told of.</param>
/// <param name="State">The worst of its subscriptions: <c>disabled</c>, <c>failing</c>, <c>active</c>; <c>unsubscribed</c> when it has none.</param>
/// <param name="Subscriptions">How many it has.</param>
internal sealed record PartnerSummary(
    string PartnerCode, string? Name, IReadOnlyList<string> Tenants, string State, int Subscriptions, StandingView Standing);

/// <param name="PasswordReadable">False: the key ring that sealed it is lost, and nothing the partner sends is accepted until it gets a new one.</param>
/// <param name="PreviousPasswordValidUntil">Null: only one password is accepted.</param>
/// <param name="Subscriptions">Also the latest that have ended, at the end.</param>
internal sealed record PartnerDetail(
    PartnerSummary Partner, DateTimeOffset CreatedAt, bool PasswordReadable, DateTimeOffset? PreviousPasswordValidUntil,
    IReadOnlyList<SubscriptionDetail> Subscriptions);

/// <summary>Where a partner wants to be told; no secret.</summary>
/// <param name="CallbackUrl">Without its query, where partners put tokens, but for admins.</param>
/// <param name="SmsStatus">Told once more when the SMS becomes final.</param>
/// <param name="Signature">How it is signed: <c>v1</c> (HMAC), <c>v1a</c> (ed25519) or <c>both</c>.</param>
/// <param name="PublicKey">What <c>v1a</c> signatures are verified with.</param>
/// <param name="PreviousPublicKeys">Those before that sign too, latest first.</param>
/// <param name="State"><c>active</c>, <c>failing</c>, <c>disabled</c> or <c>ended</c>.</param>
/// <param name="DisabledReason"><c>gone</c>, <c>failing</c> or <c>by_operator</c>.</param>
internal sealed record SubscriptionDetail(
    string Reference, string CallbackUrl, string WebhookMethodName, bool SmsStatus, string Signature, string? PublicKey, IReadOnlyList<string> PreviousPublicKeys, string State, DateTimeOffset LoggedAt, DateTimeOffset? FailingSince,
    DateTimeOffset? DisabledAt, string? DisabledReason, DateTimeOffset? EndedAt, DateTimeOffset? PreviousSecretValidUntil, StandingView Standing);

/// <summary>How receivers do, by their latest notifications.</summary>
/// <param name="Tries">How many the following is drawn from.</param>
/// <param name="SuccessShare">0 to 1; null before the first try.</param>
/// <param name="P95Milliseconds">Of several subscriptions the slowest one's.</param>
/// <param name="Waiting">Notifications to be posted, now or later.</param>
internal sealed record StandingView(
    int Tries, double? SuccessShare, long? P95Milliseconds, DateTimeOffset? LastSuccessAt, FailureView? LastFailure, long Waiting, DateTimeOffset? OldestWaitingSince);

/// <param name="Status">HTTP; null: no answer.</param>
internal sealed record FailureView(DateTimeOffset At, int? Status, string Words);

/// <param name="Next">Relative URL of the next older page; null on the last one.</param>
internal sealed record DeliveryListView(IReadOnlyList<DeliveryView> Deliveries, string? Next)
{
    /// <summary>The partner has no subscription of the reference that was asked for.</summary>
    [JsonIgnore]
    public bool IsUnknown { get; init; }
}

/// <summary>A notification and what became of it.</summary>
/// <param name="WebhookId">The same on every try.</param>
/// <param name="EventId">Null for an example.</param>
/// <param name="Occasion"><c>pending</c>, <c>final</c>, <c>sms_final</c>, <c>sms_correction</c> or <c>example</c>.</param>
/// <param name="State"><c>waiting</c>, <c>delivered</c>, <c>given_up</c> or <c>held</c>.</param>
/// <param name="Code">The status it tells.</param>
/// <param name="TransactionId"><c>thirdPartyTransId</c> as told.</param>
internal sealed record DeliveryView(
    long Id, string Reference, string WebhookId, long? EventId, string Occasion, string State, string Code, string TransactionId, DateTimeOffset CreatedAt,
    int Attempts, DateTimeOffset? NextAttemptAt, DateTimeOffset? SettledAt);

/// <param name="Body">As it is sent.</param>
/// <param name="Why">Why nobody posts it any more, or now, and what to do; null: it was delivered, or waits for its next try.</param>
internal sealed record DeliveryDetail(DeliveryView Delivery, JsonElement Body, IReadOnlyList<TryView> Tries, string? Why);

/// <param name="Status">HTTP; null: no answer.</param>
/// <param name="Detail">What went wrong; null for a success.</param>
/// <param name="Response">First kilobyte of the answer, in the receiver's own words.</param>
internal sealed record TryView(int Number, DateTimeOffset At, long Milliseconds, int? Status, string? Detail, string? Response);

/// <param name="Accepted">Whether a request with these headers would have been accepted at that time.</param>
internal sealed record SignatureAnswer(bool Accepted, IReadOnlyList<SignatureFinding> Findings);

[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record NewPartnerRequest(string? PartnerCode, string? Name, IReadOnlyList<string>? Tenants);

/// <param name="Tenants">All of them, in place of those before.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record PartnerTenantsRequest(IReadOnlyList<string>? Tenants);

/// <param name="To">Null: until now.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record RecoverRequest(DateTimeOffset? From, DateTimeOffset? To);

/// <param name="At">When it was sent; null: now.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record SignatureRequest(string? Timestamp, string? Authorization, DateTimeOffset? At);
