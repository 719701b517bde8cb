namespace SmsBridge.Gateways.Reports;

internal static partial class ReportsLog // 2170-2179
{
    [LoggerMessage(2170, LogLevel.Warning, "{Provider} reports {Status} about {ProviderId} (message {MessageId}), which is no message of the tenant's or no status that is known: it changes nothing")]
    public static partial void NoNews(this ILogger logger, string provider, string status, long? messageId, string providerId);

    [LoggerMessage(2171, LogLevel.Warning, "{Provider} brings a {Wish} for tenant {Tenant} that changes nothing: its number can not be read, or the tenant has no account there any more")]
    public static partial void ReplyToNobody(this ILogger logger, string provider, string tenant, OptOutWish wish);

    [LoggerMessage(2172, LogLevel.Information, "{Provider} reports to tenant {Tenant} about no SMS of the bridge's, or sends an empty list: it is answered and changes nothing")]
    public static partial void NothingOfOurs(this ILogger logger, string provider, string tenant);
}
