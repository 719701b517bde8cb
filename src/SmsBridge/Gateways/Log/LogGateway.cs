using System.Globalization;

namespace SmsBridge.Gateways.Log;

/// <summary>
/// A provider that sends nothing and writes each message to the log, for trying the bridge out without an account. The text
/// is written in full, that being its purpose, but for two-factor codes: do not register it for real clients. The number is masked as everywhere.
/// </summary>
internal sealed class LogGateway(ILogger<LogGateway> logger) : ISmsGateway
{
    public string Provider => "log";

    public AccountWords Words { get; } = new("anything: this provider sends nothing", "anything: this provider sends nothing", "anything: this provider sends nothing");

    /// <remarks>The id depends on the message alone, so sending it again gives the same one.</remarks>
    public Task<SendResult> SendAsync(OutgoingSms sms, CancellationToken cancellationToken)
    {
        var providerId = string.Create(CultureInfo.InvariantCulture, $"LOG{sms.MessageId:x32}");
        logger.Sms(sms.MessageId, providerId, sms.To.Masked, sms.IsCode ? "(a two-factor code)" : OnOneLine(sms.Body));
        return Task.FromResult<SendResult>(new SendResult.Accepted(providerId, "sent"));
    }

    /// <summary>It sends nothing, so there is nothing that could be sent twice.</summary>
    public bool ListsByRecipient => true;

    public Task<ProviderSearch> FindAsync(DoubtfulSms sms, CancellationToken cancellationToken) =>
        Task.FromResult<ProviderSearch>(new ProviderSearch.Listed([]));

    public Task<ProviderReport> PollAsync(SenderAccount account, long messageId, string providerId, CancellationToken cancellationToken) =>
        Task.FromResult<ProviderReport>(new ProviderReport.Nothing("What was written to the log is never delivered."));

    public Task<AccountCheck> VerifyAsync(SenderAccount account, CancellationToken cancellationToken) =>
        Task.FromResult<AccountCheck>(new AccountCheck.Verified());

    /// <summary>A text with line breaks must not look like several log entries.</summary>
    private static string OnOneLine(string text) => text.ReplaceLineEndings(" ");
}
