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

    /// <summary>Tells how a question to a core went, and hands the result on.</summary>
    public static CoreResult<T> Outcome<T>(this ILogger logger, CoreAccess access, string operation, TimeSpan took, CoreResult<T> result)
    {
        var outcome = result.GetType().Name;
        logger.Answered(access.TenantId, operation, outcome, took.TotalMilliseconds);
        switch (result)
        {
            case CoreResult<T>.CredentialsRefused it:
                logger.Failed(access.TenantId, operation, outcome, it.Detail);
                break;
            case CoreResult<T>.Forbidden it:
                logger.Failed(access.TenantId, operation, outcome, it.Detail);
                break;
            case CoreResult<T>.Misconfigured it:
                logger.Failed(access.TenantId, operation, outcome, it.Detail);
                break;
            default: // the rest is everyday business and for the caller to report
                break;
        }

        return result;
    }
}
