namespace SmsBridge.Gateways.Twilio;

internal static partial class TwilioLog // 2100-2169
{
    [LoggerMessage(2100, LogLevel.Debug, "Message {MessageId}: Twilio took it as {ProviderId}, {Status}")]
    public static partial void Taken(this ILogger logger, long messageId, string providerId, string status);

    [LoggerMessage(2101, LogLevel.Information, "Message {MessageId}: Twilio refused it with {Code} ({Class}), request {RequestId}")]
    public static partial void Refused(this ILogger logger, long messageId, string code, FailureClass @class, string? requestId);

    [LoggerMessage(2102, LogLevel.Warning, "Message {MessageId}: not handed to Twilio now ({Code}, {Class}), request {RequestId}")]
    public static partial void NotProcessed(this ILogger logger, long messageId, string code, FailureClass @class, string? requestId);

    [LoggerMessage(2103, LogLevel.Warning, "Message {MessageId}: Twilio gave no clear answer ({Code}), request {RequestId}; it has to be reconciled")]
    public static partial void InDoubt(this ILogger logger, long messageId, string code, string? requestId);

    [LoggerMessage(2104, LogLevel.Warning, "Twilio reports the status {Status}, which is not on our list; message {ProviderId}")]
    public static partial void UnknownStatus(this ILogger logger, string status, string providerId);

    [LoggerMessage(2105, LogLevel.Warning, "Listing messages of account {AccountSid} gave no complete answer: {Reason}")]
    public static partial void ListIncomplete(this ILogger logger, string accountSid, string reason);

    [LoggerMessage(2106, LogLevel.Information, "Account {AccountSid}: not verified, {Field} refused")]
    public static partial void AccountRefused(this ILogger logger, string accountSid, string field);

    [LoggerMessage(2107, LogLevel.Warning, "Account {AccountSid}: could not be verified now: {Reason}")]
    public static partial void AccountUnverifiable(this ILogger logger, string accountSid, string reason);
}
