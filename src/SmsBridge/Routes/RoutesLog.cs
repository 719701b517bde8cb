namespace SmsBridge.Routes;

internal static partial class RoutesLog // 4800-4899
{
    [LoggerMessage(4800, LogLevel.Warning, "Tenants' routes could not be read anew; those known before go on being used")]
    public static partial void RoutesNotRead(this ILogger logger, Exception exception);
}
