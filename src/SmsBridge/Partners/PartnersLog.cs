namespace SmsBridge.Partners;

internal static partial class PartnersLog // 2400-2449
{
    [LoggerMessage(2400, LogLevel.Warning, "Callback to {Host}:{Port} not dialled: no address of it may be, or not on this port (Partners:AllowPrivateCallbacks, Partners:AllowedPorts)")]
    public static partial void CallbackNotDialled(this ILogger logger, string host, int port);

    [LoggerMessage(2401, LogLevel.Information, "Partner {Partner} added")]
    public static partial void PartnerAdded(this ILogger logger, string partner);

    [LoggerMessage(2402, LogLevel.Information, "Partner {Partner} has a new password")]
    public static partial void PartnerPasswordRotated(this ILogger logger, string partner);

    [LoggerMessage(2403, LogLevel.Information, "Subscription {Reference} of partner {Partner} has a new secret")]
    public static partial void SubscriptionSecretRotated(this ILogger logger, string reference, string partner);

    [LoggerMessage(2404, LogLevel.Information, "Partner {Partner} removed")]
    public static partial void PartnerRemoved(this ILogger logger, string partner);

    [LoggerMessage(2405, LogLevel.Information, "Partner {Partner} subscribed {Reference}")]
    public static partial void Subscribed(this ILogger logger, string partner, string reference);

    [LoggerMessage(2406, LogLevel.Information, "Partner {Partner} updated subscription {Reference}")]
    public static partial void SubscriptionUpdated(this ILogger logger, string partner, string reference);

    [LoggerMessage(2407, LogLevel.Information, "Partner {Partner} unsubscribed {Reference}")]
    public static partial void Unsubscribed(this ILogger logger, string partner, string reference);

    [LoggerMessage(2408, LogLevel.Warning, "A request of partner {Partner} from {Address} was not authorised; the console and \"partner check\" say what is wrong with a signature")]
    public static partial void PartnerNotAuthorised(this ILogger logger, string partner, System.Net.IPAddress? address);

    [LoggerMessage(2409, LogLevel.Warning, "A request of partner {Partner} from {Address} came with the timestamp of another one and was refused: its program sends several in a second, or somebody has read one")]
    public static partial void PartnerProofReused(this ILogger logger, string partner, System.Net.IPAddress? address);
}
