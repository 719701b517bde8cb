using System.Globalization;
using SmsBridge.Partners.Notices.Delivery;

namespace SmsBridge.Partners.Notices;

/// <summary>One thing a subscription is signed with, or was.</summary>
/// <param name="Until">When it ends, or ended; null: it is the one in force.</param>
/// <param name="Secret"><c>whsec_…</c>; null: it is an ed25519 key.</param>
internal sealed record NoticeKey(string? Secret, string? PublicKey, DateTimeOffset? Until, bool HasEnded)
{
    private byte[]? Key { get; init; }

    private byte[]? Seed { get; init; }

    public bool IsCurrent => Until is null;

    public string UntilText => Until?.UtcDateTime.ToString("yyyy-MM-dd HH:mm' UTC'", CultureInfo.InvariantCulture) ?? "";

    public string Words =>
        IsCurrent ? "It was made with the secret in force."
        : HasEnded ? $"It was made with an old secret, which ended {UntilText}."
        : $"It was made with an older secret, which signs too until {UntilText}.";

    /// <summary>Those in force first. Without what can not be opened any more.</summary>
    public static IReadOnlyList<NoticeKey> Of(Subscription subscription, DateTimeOffset now)
    {
        var secrets = subscription.Secrets;
        return
        [
            .. Pair(secrets.Current, secrets.SigningKey, secrets.VerifyingKey, null, now),
            .. secrets.Older.Reverse().SelectMany(older => Pair(older.Secret, older.SigningKey, older.VerifyingKey, older.Until, now)),
        ];
    }

    /// <summary>The item it makes in the header.</summary>
    public string Sign(string id, long seconds, byte[] body) =>
        WebhookSignature.Sign(Key is null ? [] : [Key], id, seconds, body, Seed is null ? [] : [Seed]);

    public override string ToString() => nameof(NoticeKey);

    private static IEnumerable<NoticeKey> Pair(string? secret, string? signingKey, string? verifyingKey, DateTimeOffset? until, DateTimeOffset now)
    {
        var ended = until <= now;
        if (WebhookSignature.TryReadSecret(secret, out var key))
        {
            yield return new NoticeKey(secret, null, until, ended) { Key = key };
        }

        if (SigningKey.TryReadSeed(signingKey, out var seed))
        {
            yield return new NoticeKey(null, verifyingKey, until, ended) { Seed = seed };
        }
    }
}
