namespace SmsBridge.Partners.Notices.Delivery;

/// <summary>What a subscription's notifications are signed with at a time.</summary>
/// <param name="Secrets">HMAC keys. The older comes first: receivers that look at the first signature only (NuGet's StandardWebhooks 1.1.2) know that one.</param>
/// <param name="Seeds">ed25519 private keys, the older first.</param>
internal sealed record SubscriptionKeys(IReadOnlyList<byte[]> Secrets, IReadOnlyList<byte[]> Seeds)
{
    /// <returns>Null when the key ring that sealed one of them is lost: nothing is sent that is not signed as was agreed.</returns>
    public static SubscriptionKeys? Read(Subscription subscription, DateTimeOffset now)
    {
        var (wanted, secrets) = (subscription.Signatures, subscription.Secrets);
        var hasPrevious = secrets.PreviousUntil > now;
        List<byte[]> hmac = [], ed25519 = [];
        if (hasPrevious && WebhookSignature.TryReadSecret(secrets.Previous, out var olderSecret))
        {
            hmac.Add(olderSecret);
        }

        if (hasPrevious && SigningKey.TryReadSeed(secrets.PreviousSigningKey, out var olderSeed))
        {
            ed25519.Add(olderSeed);
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
