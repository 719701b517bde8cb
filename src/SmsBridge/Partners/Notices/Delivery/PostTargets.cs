using SmsBridge.Store;

namespace SmsBridge.Partners.Notices.Delivery;

/// <summary>Where a subscription's notifications go now, and signed with what.</summary>
internal sealed class PostTargets(CallbackUrlPolicy policy, SecretBox secrets, ILogger<PostTargets> logger)
{
    /// <summary>Null: its address may not be called, or its secret can not be decrypted; the log says which.</summary>
    public PostTarget? Of(long subscriptionId, SubscriptionRow row, DateTimeOffset now)
    {
        var subscription = row.Open(secrets);
        if (policy.Check(subscription.CallbackUrl) is not CallbackUrlReading.Allowed { Url: var url })
        {
            logger.UrlNotAllowed(subscriptionId);
            return null;
        }

        if (SubscriptionKeys.Read(subscription, now) is not { } keys)
        {
            logger.SecretLost(subscriptionId);
            return null;
        }

        return new PostTarget(url, keys.Secrets, keys.Seeds);
    }
}
