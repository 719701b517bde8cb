using SmsBridge.Partners;
using SmsBridge.Store;

namespace SmsBridge.CommandLine;

internal sealed record PartnerListView(IReadOnlyList<PartnerView> Partners);

/// <summary>A partner; no secret.</summary>
/// <param name="Tenants">Whose transactions it is told of.</param>
/// <param name="PreviousPasswordValidUntil">Null: only one password is accepted.</param>
/// <param name="Subscriptions">How many it has.</param>
internal sealed record PartnerView(
    string PartnerCode, string? Name, IReadOnlyList<string> Tenants, DateTimeOffset CreatedAt, DateTimeOffset? PreviousPasswordValidUntil, int Subscriptions)
{
    public static PartnerView Of(Partner partner, int subscriptions, DateTimeOffset now) => new(
        partner.Code, partner.Name, partner.Tenants, partner.CreatedAt, partner.Passwords.PreviousUntil is { } until && until > now ? until : null, subscriptions);
}

/// <summary>A partner that was added.</summary>
/// <param name="Password">Shown this once.</param>
internal sealed record PartnerAddedView(string PartnerCode, string? Name, IReadOnlyList<string> Tenants, string Password);

/// <summary>A new password, shown this once.</summary>
/// <param name="PreviousValidUntil">Null: the one before has ended.</param>
internal sealed record PartnerRotatedView(string PartnerCode, string Password, DateTimeOffset? PreviousValidUntil);

internal sealed record PartnerRemovedView(string PartnerCode, int Subscriptions);

internal sealed record SubscriptionListView(string PartnerCode, IReadOnlyList<SubscriptionView> Subscriptions);

/// <summary>Where a partner wants to be told; no secret.</summary>
/// <param name="SmsStatus">Told once more when the SMS becomes final.</param>
/// <param name="State"><c>active</c>, <c>failing</c>, <c>disabled</c> or <c>ended</c>.</param>
/// <param name="UpdatedAt">Of one that has ended: when it did.</param>
/// <param name="DisabledReason"><c>gone</c>, <c>failing</c> or <c>by_operator</c>.</param>
/// <param name="Signature">How it is signed: <c>v1</c>, <c>v1a</c> or <c>both</c>.</param>
/// <param name="PublicKey">For <c>v1a</c>.</param>
internal sealed record SubscriptionView(
    string Reference, string CallbackUrl, string WebhookMethodName, bool SmsStatus, string Signature, string? PublicKey, string State, DateTimeOffset LoggedAt, DateTimeOffset UpdatedAt,
    DateTimeOffset? FailingSince, DateTimeOffset? DisabledAt, string? DisabledReason, DateTimeOffset? PreviousSecretValidUntil)
{
    public static SubscriptionView Of(SubscriptionLine line, DateTimeOffset now) => new(
        line.Reference, line.CallbackUrl, line.Method, line.SmsStatus, line.Signatures.Name(), line.VerifyingKey, line.State, StoredTime.At(line.LoggedAt), StoredTime.At(line.UpdatedAt),
        StoredTime.At(line.FailingSince), StoredTime.At(line.DisabledAt), line.DisabledReason, StoredTime.At(line.PreviousSecretUntil) is { } until && until > now ? until : null);
}

/// <summary>A new signing secret, shown this once.</summary>
/// <param name="PreviousValidUntil">Notifications carry both signatures until then; null: only the new one.</param>
/// <param name="PublicKey">Of a subscription that is signed with ed25519.</param>
internal sealed record SecretRotatedView(string PartnerCode, string Reference, string? Secret, string? PublicKey, DateTimeOffset? PreviousValidUntil);

/// <param name="Accepted">Whether a request with these headers would be accepted now.</param>
internal sealed record SignatureView(string PartnerCode, bool Accepted, IReadOnlyList<SignatureFinding> Findings);
