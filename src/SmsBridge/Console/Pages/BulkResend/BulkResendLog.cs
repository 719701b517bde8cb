namespace SmsBridge.Console.Pages.BulkResend;

internal static partial class BulkResendLog // 2600-2699
{
    [LoggerMessage(2600, LogLevel.Error, "Bulk resend {Run} ended early; what it did not get to stays as it was")]
    public static partial void BulkResendFailed(this ILogger logger, Exception exception, Guid run);
}
