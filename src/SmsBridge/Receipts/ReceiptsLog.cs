using SmsBridge.Ledger;
using SmsBridge.Numbers;

namespace SmsBridge.Receipts;

internal static partial class ReceiptsLog // 2200-2299
{
    [LoggerMessage(2205, LogLevel.Warning, "A report about message {MessageId} from {Source} was not signed by the provider's account")]
    public static partial void Forged(this ILogger logger, long? messageId, string? source);

    [LoggerMessage(2206, LogLevel.Warning, "{Count} more reports in the last minute were not signed by the provider's account")]
    public static partial void ForgeriesNotRecorded(this ILogger logger, int count);

    [LoggerMessage(2209, LogLevel.Warning, "Reports and replies of account {AccountId} are refused: its token is an API key and it has no SharedKey, so their signature can not be verified. Further ones are refused without a line")]
    public static partial void Unverifiable(this ILogger logger, string accountId);

    [LoggerMessage(2207, LogLevel.Warning, "Tenant {TenantId}: the provider failed message {MessageId} for its set-up ({Code})")]
    public static partial void SetUpRefused(this ILogger logger, long tenantId, long messageId, string? code);

    [LoggerMessage(2208, LogLevel.Warning, "Tenant {TenantId}: sender {Sender} is too fast for the carrier ({Code}); now {Rate:0.#} a second")]
    public static partial void SlowedDown(this ILogger logger, long tenantId, string sender, string? code, double rate);

    [LoggerMessage(2212, LogLevel.Warning, "Account {AccountId} does not say what its messages cost; the next run asks again: {Detail}")]
    public static partial void PricesNotTold(this ILogger logger, string accountId, string detail);

    [LoggerMessage(2213, LogLevel.Error, "What the messages of account {AccountId} cost could not be asked for; the next run tries again")]
    public static partial void PricePollingFailed(this ILogger logger, Exception exception, string accountId);

    [LoggerMessage(2200, LogLevel.Debug, "Receipt {ProviderStatus} for message {MessageId}: {Outcome}")]
    public static partial void ReceiptTaken(this ILogger logger, long messageId, string providerStatus, ReceiptOutcome outcome);

    [LoggerMessage(2201, LogLevel.Information, "Tenant {Tenant}: {Number} replied {Word}")]
    public static partial void OptOutTaken(this ILogger logger, string tenant, Msisdn number, string word);

    [LoggerMessage(2210, LogLevel.Information, "Tenant {Tenant}: a {Word} of {Number} that was taken before came again and changes nothing")]
    public static partial void ReplyRepeated(this ILogger logger, string tenant, Msisdn number, string word);

    [LoggerMessage(2211, LogLevel.Warning, "Tenant {Tenant}: a {Word} of {Number} came by account {AccountId}, which is the tenant's no longer, and changes nothing")]
    public static partial void ReplyOfFormerAccount(this ILogger logger, string tenant, Msisdn number, string word, string accountId);

    [LoggerMessage(2202, LogLevel.Error, "Tenant {TenantId}: the status of its messages could not be asked for; the next run tries again")]
    public static partial void PollingFailed(this ILogger logger, Exception exception, long tenantId);

    [LoggerMessage(2203, LogLevel.Debug, "Message {MessageId}: the provider reports nothing: {Detail}")]
    public static partial void NothingReported(this ILogger logger, long messageId, string detail);

    [LoggerMessage(2204, LogLevel.Warning, "Account {AccountId} does not say what became of its messages; the next run asks again: {Detail}")]
    public static partial void NotAnswering(this ILogger logger, string accountId, string detail);

    [LoggerMessage(2217, LogLevel.Warning, "{Count} reports that came before any SMS had their id are about no SMS of their tenants: they change nothing")]
    public static partial void ReportsOfNobody(this ILogger logger, int count);

    [LoggerMessage(2218, LogLevel.Error, "{Provider}: a report of tenant {Tenant} that waits for its SMS could not be taken; it is tried again")]
    public static partial void WaitingReportFailed(this ILogger logger, Exception exception, string provider, string tenant);

    [LoggerMessage(2219, LogLevel.Error, "Tenant {TenantId}: SMS that were not delivered and may go on by their next route could not be looked for; the next run tries again")]
    public static partial void FailoverNotLookedFor(this ILogger logger, Exception exception, long tenantId);
}
