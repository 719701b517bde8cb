namespace SmsBridge.Privacy.Retention;

internal static partial class RetentionLog // 2750-2769
{
    [LoggerMessage(2750, LogLevel.Information, "What is old of tenant {TenantId} stays for now: it is not in the counts yet")]
    public static partial void RetentionWaits(this ILogger logger, long tenantId);
}
