using System.Globalization;
using SmsBridge.Store;

namespace SmsBridge.Partners;

/// <summary>A password, or what a subscription was signed with, that was replaced and works on until its own time.</summary>
/// <param name="Secret">Null when it can not be opened, or none was used.</param>
/// <param name="SigningKey"><c>whsk_…</c> (ed25519).</param>
/// <param name="VerifyingKey"><c>whpk_…</c>.</param>
internal sealed record OlderSecret(string? Secret, string? SigningKey, string? VerifyingKey, DateTimeOffset Until)
{
    public override string ToString() => nameof(OlderSecret);
}

/// <summary>The SQL of <c>older_secret</c>, for its two owners: the partner's store for passwords, the subscriptions' store for the rest.</summary>
internal static class OlderSecrets
{
    /// <summary>More that still work at once are never needed, and each is work with every request and every notification.</summary>
    public const int Most = 3;

    // Sealed text and keys are letters, digits and - _ + / = only.
    private const string Fields =
        "string_agg(COALESCE(secret, '') || ' ' || COALESCE(signing_key, '') || ' ' || COALESCE(verifying_key, '') || ' ' || valid_until, ',' ORDER BY id)";

    /// <summary>A column of a query from <c>partner</c>; for <see cref="Open"/>.</summary>
    public const string OfPartner = $"(SELECT {Fields} FROM older_secret WHERE partner_id = partner.id AND subscription_id IS NULL)";

    /// <summary>A column of a query from <c>subscription</c>; for <see cref="Open"/>.</summary>
    public const string OfSubscription = $"(SELECT {Fields} FROM older_secret WHERE subscription_id = subscription.id)";

    private const string These = "partner_id = @PartnerId AND subscription_id IS NOT DISTINCT FROM @SubscriptionId";

    /// <summary>Oldest first; ended ones too, so that it can be said that they have.</summary>
    /// <param name="rows">What one of the columns gave.</param>
    public static IReadOnlyList<OlderSecret> Open(string? rows, SecretBox box, string purpose) =>
        string.IsNullOrEmpty(rows) ? []
        : [.. rows.Split(',').Select(row => row.Split(' ')).Select(row => new OlderSecret(
            box.Open(Filled(row[0]), purpose), box.Open(Filled(row[1]), purpose), Filled(row[2]), StoredTime.At(long.Parse(row[3], CultureInfo.InvariantCulture))))];

    /// <summary>Makes room for what is about to be replaced, or ends all.</summary>
    /// <param name="until">Null: what was before ends now.</param>
    /// <returns>False: so many are still good that one would have to end.</returns>
    public static bool TryMakeRoom(WriteSession session, OlderSecretOwner owner, DateTimeOffset? until, DateTimeOffset now)
    {
        var row = new { owner.PartnerId, owner.SubscriptionId, Now = now.ToUnixTimeMilliseconds(), Most };
        if (until is null)
        {
            session.Execute($"DELETE FROM older_secret WHERE {These}", row);
            return true;
        }

        if (until > now && session.Scalar<long>($"SELECT COUNT(*) FROM older_secret WHERE {These} AND valid_until > @Now", row) >= Most)
        {
            return false;
        }

        session.Execute($"""
            DELETE FROM older_secret WHERE {These} AND valid_until <= @Now
                AND id NOT IN (SELECT id FROM older_secret WHERE {These} ORDER BY valid_until DESC LIMIT @Most - 1)
            """, row);
        return true;
    }

    /// <summary>Those of subscriptions that have ended go: nobody signs for them any more.</summary>
    public static void ForgetEnded(WriteSession session) => session.Execute("""
        DELETE FROM older_secret WHERE subscription_id IS NOT NULL
            AND EXISTS (SELECT 1 FROM subscription WHERE subscription.id = older_secret.subscription_id AND subscription.deleted_at IS NOT NULL)
        """);

    private static string? Filled(string field) => field.Length == 0 ? null : field;
}

/// <summary>Whose older secrets.</summary>
/// <param name="SubscriptionId">Null: the partner's passwords.</param>
internal readonly record struct OlderSecretOwner(long PartnerId, long? SubscriptionId);
