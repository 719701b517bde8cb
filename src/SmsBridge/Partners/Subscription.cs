using SmsBridge.Store;

namespace SmsBridge.Partners;

/// <summary>Where a partner wants to be told, and how that is signed.</summary>
/// <param name="Reference">The partner's own name for it.</param>
/// <param name="Method">As the partner spelled it.</param>
/// <param name="SmsStatus">Told once more when the SMS becomes final.</param>
/// <param name="LoggedAt">When it was subscribed: <c>dateLogged</c>.</param>
/// <param name="DisabledReason">One of <see cref="DisabledReasons"/>.</param>
internal sealed record Subscription(
    long Id, long PartnerId, string Reference, string CallbackUrl, string Method, bool SmsStatus, WebhookSignatures Signatures, SigningSecrets Secrets, DateTimeOffset LoggedAt,
    DateTimeOffset UpdatedAt, DateTimeOffset? FailingSince, DateTimeOffset? DisabledAt, string? DisabledReason)
{
    public override string ToString() => $"subscription {Id}";
}

/// <summary>What notifications are signed with, opened.</summary>
/// <param name="Current"><c>whsec_…</c>; null when the key ring that sealed it is lost.</param>
/// <param name="SigningKey"><c>whsk_…</c> (ed25519).</param>
/// <param name="VerifyingKey"><c>whpk_…</c>: no secret, and there also when the key ring is lost.</param>
/// <param name="Older">What they replaced, oldest first; each signs too until its own time.</param>
internal sealed record SigningSecrets(string? Current, string? SigningKey, string? VerifyingKey, IReadOnlyList<OlderSecret> Older)
{
    /// <summary>Until when what was before signs too; null: there was none.</summary>
    public DateTimeOffset? PreviousUntil => Older.Count == 0 ? null : Older.Max(older => older.Until);

    /// <summary>Those that sign too at a time.</summary>
    public IEnumerable<OlderSecret> OlderAt(DateTimeOffset now) => Older.Where(older => older.Until > now);

    public override string ToString() => nameof(SigningSecrets);
}

/// <summary>Why nothing is sent to a subscription. Stored; a name never changes its meaning.</summary>
internal static class DisabledReasons
{
    /// <summary>The receiver answered 410.</summary>
    public const string Gone = "gone";

    /// <summary>Nothing but failures for days.</summary>
    public const string Failing = "failing";

    public const string ByOperator = "by_operator";
}

/// <summary>A row of <c>subscription</c>, secrets sealed.</summary>
internal sealed record SubscriptionRow
{
    public const string Columns = $"""
        subscription.id AS Id, subscription.partner_id AS PartnerId, subscription.reference AS Reference, subscription.callback_url AS CallbackUrl,
        subscription.method AS Method, subscription.sms_status AS SmsStatus, subscription.secret AS Secret,
        subscription.signatures AS Signatures, subscription.signing_key AS SigningKey, subscription.verifying_key AS VerifyingKey, {OlderSecrets.OfSubscription} AS Older,
        subscription.logged_at AS LoggedAt, subscription.updated_at AS UpdatedAt,
        subscription.failing_since AS FailingSince, subscription.disabled_at AS DisabledAt, subscription.disabled_reason AS DisabledReason
        """;

    public long Id { get; init; }

    public long PartnerId { get; init; }

    public string Reference { get; init; } = "";

    public string CallbackUrl { get; init; } = "";

    public string Method { get; init; } = "";

    public bool SmsStatus { get; init; }

    public string Secret { get; init; } = "";

    public WebhookSignatures Signatures { get; init; }

    public string? SigningKey { get; init; }

    public string? VerifyingKey { get; init; }

    public string? Older { get; init; }

    public long LoggedAt { get; init; }

    public long UpdatedAt { get; init; }

    public long? FailingSince { get; init; }

    public long? DisabledAt { get; init; }

    public string? DisabledReason { get; init; }

    public Subscription Open(SecretBox secrets)
    {
        var purpose = Purpose(PartnerId, Reference);
        return new Subscription(
            Id, PartnerId, Reference, CallbackUrl, Method, SmsStatus, Signatures,
            new SigningSecrets(
                Secret.Length == 0 ? null : secrets.Open(Secret, purpose), secrets.Open(SigningKey, purpose), VerifyingKey,
                OlderSecrets.Open(Older, secrets, purpose)),
            StoredTime.At(LoggedAt), StoredTime.At(UpdatedAt), StoredTime.At(FailingSince), StoredTime.At(DisabledAt),
            DisabledReason);
    }

    /// <summary>A secret belongs to one subscription; copied elsewhere it does not open.</summary>
    public static string Purpose(long partnerId, string reference) =>
        string.Create(System.Globalization.CultureInfo.InvariantCulture, $"partner {partnerId} subscription {reference}");
}
