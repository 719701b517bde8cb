namespace SmsBridge.Partners.Notices.Delivery;

/// <summary>What a subscription's notifications are signed with at a time.</summary>
/// <param name="Secrets">HMAC keys. The oldest comes first: receivers that look at the first signature only (NuGet's StandardWebhooks 1.1.2) know that one.</param>
/// <param name="Seeds">ed25519 private keys, the oldest first.</param>
internal sealed record SubscriptionKeys(IReadOnlyList<byte[]> Secrets, IReadOnlyList<byte[]> Seeds)
{
    /// <returns>Null when the key ring that sealed one of them is lost: nothing is sent that is not signed as was agreed.</returns>
    public static SubscriptionKeys? Read(Subscription subscription, DateTimeOffset now)
    {
        var (wanted, secrets) = (subscription.Signatures, subscription.Secrets);
        List<byte[]> hmac = [], ed25519 = [];
        foreach (var older in secrets.OlderAt(now))
        {
            if (WebhookSignature.TryReadSecret(older.Secret, out var olderSecret))
            {
                hmac.Add(olderSecret);
            }

            if (SigningKey.TryReadSeed(older.SigningKey, out var olderSeed))
            {
                ed25519.Add(olderSeed);
            }
        }

        if (wanted.HasFlag(WebhookSignatures.Hmac))
        {
            if (!WebhookSignature.TryReadSecret(secrets.Current, out var secret))
            {
                return null;
            }

            hmac.Add(secret);
        }

        if (wanted.HasFlag(WebhookSignatures.Ed25519))
        {
            if (!SigningKey.TryReadSeed(secrets.SigningKey, out var seed))
            {
                return null;
            }

            ed25519.Add(seed);
        }

        return new SubscriptionKeys(hmac, ed25519);
    }

    public override string ToString() => nameof(SubscriptionKeys);
}
