namespace SmsBridge.Gaps;

internal static partial class GapsLog // 4900-4999
{
    [LoggerMessage(4900, LogLevel.Information, "Tenant {Tenant}: {Count} acts that no hook told of were made up")]
    public static partial void MadeUp(this ILogger logger, string tenant, int count);

    [LoggerMessage(4901, LogLevel.Error, "The audit trail of tenant {Tenant} could not be compared; the next run tries again")]
    public static partial void NotCompared(this ILogger logger, Exception exception, string tenant);

    [LoggerMessage(4903, LogLevel.Error, "The audit trail of tenant {Tenant} could not be compared for {Kind}; the other events are")]
    public static partial void KindNotCompared(this ILogger logger, Exception exception, string tenant, string kind);

    [LoggerMessage(4902, LogLevel.Warning, "Tenant {Tenant}: {Count} acts of its core's audit trail did not come in")]
    public static partial void Missing(this ILogger logger, string tenant, long count);

    [LoggerMessage(4906, LogLevel.Error, "Tenant {Tenant}: what was sent since the backup could not be found out; the next look tries again")]
    public static partial void NotReconciled(this ILogger logger, Exception exception, string tenant);

    [LoggerMessage(4904, LogLevel.Information, "Tenant {Tenant} sends again: what was sent since the backup is known")]
    public static partial void Opened(this ILogger logger, string tenant);

    [LoggerMessage(4905, LogLevel.Error, "What was sent since the backup could not be found out; the next look tries again")]
    public static partial void ReconciliationFailed(this ILogger logger, Exception exception);
}
