namespace SmsBridge.Gateways.Smpp;

internal static partial class SmppLog // 5100-5119
{
    [LoggerMessage(5100, LogLevel.Information, "{Provider}: bound as {SystemId}")]
    public static partial void SessionOpened(this ILogger logger, string provider, string systemId);

    [LoggerMessage(5101, LogLevel.Warning, "{Provider}: the session of {SystemId} has ended: {Why}")]
    public static partial void SessionLost(this ILogger logger, string provider, string systemId, string why);

    [LoggerMessage(5102, LogLevel.Error, "{Provider}: the bind of {SystemId} was refused: {Status}. It is not tried again before there is an SMS to send")]
    public static partial void BindRefused(this ILogger logger, string provider, string systemId, string status);

    [LoggerMessage(5103, LogLevel.Warning, "{Provider}: no session of {SystemId} ({Code}): {Detail}")]
    public static partial void NotReached(this ILogger logger, string provider, string systemId, string code, string detail);

    [LoggerMessage(5104, LogLevel.Warning, "{Provider}: a receipt about {ProviderId} says {Status}, which is no SMS of {SystemId}'s tenants or no status that is known: it changes nothing")]
    public static partial void ReceiptOfNobody(this ILogger logger, string provider, string providerId, string status, string systemId);

    [LoggerMessage(5105, LogLevel.Warning, "{Provider}: what {SystemId} was delivered as a receipt is none that can be read: it changes nothing")]
    public static partial void ReceiptUnreadable(this ILogger logger, string provider, string systemId);

    [LoggerMessage(5106, LogLevel.Warning, "{Provider}: a reply that asks for no SMS, or for SMS again, came to {Destination}, which is no sender of {SystemId}'s tenants: it changes nothing")]
    public static partial void ReplyToNobody(this ILogger logger, string provider, string destination, string systemId);

    [LoggerMessage(5107, LogLevel.Error, "{Provider}: what {SystemId} was delivered could not be stored; the SMSC is told to bring it again")]
    public static partial void DeliveryFailed(this ILogger logger, Exception exception, string provider, string systemId);

    [LoggerMessage(5108, LogLevel.Error, "{Provider}: no session of {SystemId} could be kept; it is tried again")]
    public static partial void NotKept(this ILogger logger, Exception exception, string provider, string systemId);

    [LoggerMessage(5109, LogLevel.Warning, "{Provider}: the bind of {SystemId} was refused (0x0D) while another node has, or is making, a session of it: the SMSC allows the account fewer sessions than there are nodes, or its password has just been changed. No tenant is held for it; this node's SMS wait, or go by other routes")]
    public static partial void NoFurtherSession(this ILogger logger, string provider, string systemId);
}
