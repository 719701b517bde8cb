namespace SmsBridge.Core.HooksAdmin;

internal static partial class HooksAdminLog // 1410-1429
{
    [LoggerMessage(1410, LogLevel.Information, "Core of tenant {TenantId}: hook {HookId} created")]
    public static partial void HookCreated(this ILogger logger, string tenantId, long hookId);

    [LoggerMessage(1411, LogLevel.Information, "Core of tenant {TenantId}: hook {HookId} updated; its key forgotten: {KeyForgotten}")]
    public static partial void HookUpdated(this ILogger logger, string tenantId, long hookId, bool keyForgotten);

    [LoggerMessage(1412, LogLevel.Information, "Core of tenant {TenantId}: hook {HookId} deleted")]
    public static partial void HookDeleted(this ILogger logger, string tenantId, long hookId);

    [LoggerMessage(1413, LogLevel.Warning, "Core of tenant {TenantId}: {Operation} refused: {Codes}")]
    public static partial void HookRefused(this ILogger logger, string tenantId, string operation, string codes);
}
