namespace SmsBridge.Partners;

internal static partial class PartnersLog // 2400-2449
{
    [LoggerMessage(2400, LogLevel.Warning, "Callback to {Host}:{Port} not dialled: no address of it may be, or not on this port (Partners:AllowPrivateCallbacks, Partners:AllowedPorts)")]
    public static partial void CallbackNotDialled(this ILogger logger, string host, int port);
}
