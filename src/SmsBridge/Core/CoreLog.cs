namespace SmsBridge.Core;

internal static partial class CoreLog // 1400-1499
{
    [LoggerMessage(1400, LogLevel.Debug, "Core of tenant {TenantId}: {Operation} was answered in {Milliseconds} ms: {Outcome}")]
    public static partial void Answered(this ILogger logger, string tenantId, string operation, string outcome, double milliseconds);

    [LoggerMessage(1401, LogLevel.Warning, "Core of tenant {TenantId}: {Operation} failed: {Outcome}. {Detail}")]
    public static partial void Failed(this ILogger logger, string tenantId, string operation, string outcome, string detail);

    [LoggerMessage(1402, LogLevel.Information, "Core of tenant {TenantId}: authenticated ({Form} form)")]
    public static partial void Authenticated(this ILogger logger, string tenantId, AuthenticationForm form);

    [LoggerMessage(1403, LogLevel.Information, "Core of tenant {TenantId}: its key is refused, authenticating anew")]
    public static partial void KeyRefused(this ILogger logger, string tenantId);

    [LoggerMessage(1404, LogLevel.Warning, "Core at {Host}:{Port}: not dialled, its address is not on this machine and Core:AllowedEndpoints does not name the host")]
    public static partial void NotDialled(this ILogger logger, string host, int port);
}
