namespace SmsBridge.Partners.Notices;

internal static partial class NoticesLog // 2450-2499
{
    [LoggerMessage(2450, LogLevel.Error, "The store is unavailable; notices wait")]
    public static partial void StoreUnavailable(this ILogger logger, Exception exception);

    [LoggerMessage(2451, LogLevel.Error, "The record of events could not be followed; tried again")]
    public static partial void FollowFailed(this ILogger logger, Exception exception);

    [LoggerMessage(2452, LogLevel.Error, "Transactions could not be confirmed; tried again")]
    public static partial void ConfirmationsFailed(this ILogger logger, Exception exception);

    [LoggerMessage(2453, LogLevel.Error, "Transactions of tenant {TenantId} could not be confirmed; tried again")]
    public static partial void TenantFailed(this ILogger logger, Exception exception, long tenantId);

    [LoggerMessage(2454, LogLevel.Debug, "Transaction {EventId} is not confirmed yet: {Why}")]
    public static partial void NotConfirmedYet(this ILogger logger, long eventId, string why);

    [LoggerMessage(2455, LogLevel.Error, "Notifications could not be delivered; tried again")]
    public static partial void DeliveryFailed(this ILogger logger, Exception exception);

    [LoggerMessage(2456, LogLevel.Error, "Notifications of subscription {SubscriptionId} could not be delivered; tried again")]
    public static partial void RunFailed(this ILogger logger, Exception exception, long subscriptionId);

    [LoggerMessage(2457, LogLevel.Information, "Notification {NotificationId}: attempt {Attempt} was not accepted (HTTP {Status}): {Detail}")]
    public static partial void NotDelivered(this ILogger logger, long notificationId, int attempt, int status, string detail);

    [LoggerMessage(2458, LogLevel.Error, "Subscription {SubscriptionId} (partner {Partner}, reference {Reference}) is disabled: nothing but failures since {Since:u}. Its notifications are held; enable it again, then recover")]
    public static partial void SubscriptionDisabled(this ILogger logger, long subscriptionId, string partner, string reference, DateTimeOffset? since);

    [LoggerMessage(2459, LogLevel.Warning, "Subscription {SubscriptionId} (partner {Partner}, reference {Reference}) has ended: its receiver answered 410")]
    public static partial void SubscriptionGone(this ILogger logger, long subscriptionId, string partner, string reference);

    [LoggerMessage(2460, LogLevel.Warning, "The alarm was not taken: HTTP {Status} (Notices:AlarmUrl)")]
    public static partial void AlarmNotTaken(this ILogger logger, int status);

    [LoggerMessage(2461, LogLevel.Warning, "The alarm could not be sent (Notices:AlarmUrl)")]
    public static partial void AlarmNotSent(this ILogger logger, Exception exception);

    [LoggerMessage(2462, LogLevel.Error, "Subscription {SubscriptionId}: the settings do not allow its callback URL any more; its notifications wait")]
    public static partial void UrlNotAllowed(this ILogger logger, long subscriptionId);

    [LoggerMessage(2464, LogLevel.Information, "Resend {Resend} of notifications is done")]
    public static partial void NoticesResent(this ILogger logger, Guid resend);

    [LoggerMessage(2463, LogLevel.Error, "Subscription {SubscriptionId}: its secret can not be opened, so nothing can be signed; restore the key ring, or rotate the secret")]
    public static partial void SecretLost(this ILogger logger, long subscriptionId);
}
