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
}
