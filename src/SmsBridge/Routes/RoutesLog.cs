namespace SmsBridge.Routes;

internal static partial class RoutesLog // 4800-4899
{
    [LoggerMessage(4800, LogLevel.Warning, "Tenants' routes could not be read anew; those known before go on being used")]
    public static partial void RoutesNotRead(this ILogger logger, Exception exception);

    [LoggerMessage(4801, LogLevel.Information, "Tenant {TenantId}: {Subject} is taken up again")]
    public static partial void TakenUpAgain(this ILogger logger, long tenantId, string subject);

    [LoggerMessage(4802, LogLevel.Warning, "Tenant {TenantId}: route {Route} delivered {Delivered} of its latest {Settled} SMS, and is left for a while")]
    public static partial void DeliversBadly(this ILogger logger, long tenantId, string route, long delivered, long settled);

    [LoggerMessage(4803, LogLevel.Error, "Tenant {TenantId}: whether {Subject} may serve again could not be found out; the next run tries again")]
    public static partial void NotChecked(this ILogger logger, Exception exception, long tenantId, string subject);

    [LoggerMessage(4804, LogLevel.Error, "Tenant {TenantId}: how its routes deliver could not be judged; the next run tries again")]
    public static partial void NotJudged(this ILogger logger, Exception exception, long tenantId);
}
