namespace SmsBridge.Tenants;

internal static partial class TenantsLog // 1300-1399
{
    [LoggerMessage(1300, LogLevel.Information, "Tenant {Tenant} registered with provider {Provider}")]
    public static partial void TenantRegistered(this ILogger logger, string tenant, string provider);

    [LoggerMessage(1301, LogLevel.Warning, "Registration of tenant {Tenant} refused: {Field}: {Detail}")]
    public static partial void RegistrationRefused(this ILogger logger, string tenant, string field, string detail);

    [LoggerMessage(1302, LogLevel.Information, "Tenant {Tenant} deleted")]
    public static partial void TenantDeleted(this ILogger logger, string tenant);

    [LoggerMessage(1303, LogLevel.Warning, "Tenant {Tenant} accepted without proof: {Detail}")]
    public static partial void TenantUnverified(this ILogger logger, string tenant, string detail);

    [LoggerMessage(1304, LogLevel.Information, "Tenant {Tenant} has a new key ({Kind})")]
    public static partial void KeyRotated(this ILogger logger, string tenant, KeyKind kind);

    [LoggerMessage(1305, LogLevel.Information, "Tenant {Tenant}: keys revoked ({Kind})")]
    public static partial void KeysRevoked(this ILogger logger, string tenant, KeyKind kind);

    [LoggerMessage(1306, LogLevel.Information, "Tenant {Tenant} has new settings")]
    public static partial void TenantUpdated(this ILogger logger, string tenant);

    [LoggerMessage(1307, LogLevel.Error, "Tenant {Tenant} is paused ({Reason}): its SMS wait. {Remedy}")]
    public static partial void TenantPaused(this ILogger logger, string tenant, string reason, string remedy);

    [LoggerMessage(1308, LogLevel.Information, "Tenant {Tenant} resumed")]
    public static partial void TenantResumed(this ILogger logger, string tenant);

    [LoggerMessage(1309, LogLevel.Information, "Tenant {Tenant} verified")]
    public static partial void TenantVerified(this ILogger logger, string tenant);

    [LoggerMessage(1311, LogLevel.Warning, "Tenant {Tenant}: the provider is not asked for reports, but asked later what became of each SMS. {Why}")]
    public static partial void NoReports(this ILogger logger, string tenant, string why);

    [LoggerMessage(1310, LogLevel.Warning, "Tenants could not be read anew; the next look is in a moment")]
    public static partial void DirectoryNotRead(this ILogger logger, Exception exception);
}
