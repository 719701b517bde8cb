namespace SmsBridge.Gateways.Log;

internal static partial class LogProviderLog // 2190-2199
{
    [LoggerMessage(2190, LogLevel.Information, "SMS {MessageId} ({ProviderId}) to {To}: {Text}")]
    public static partial void Sms(this ILogger logger, long messageId, string providerId, string to, string text);
}
