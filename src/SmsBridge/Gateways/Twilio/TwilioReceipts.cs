using System.Globalization;
using SmsBridge.Messages;
using Twilio.Rest.Api.V2010.Account;

namespace SmsBridge.Gateways.Twilio;

/// <summary>From Twilio's words about a message to a receipt, whether they came in a status callback or were asked for (twilio.md 4, 5). Pure.</summary>
internal static class TwilioReceipts
{
    /// <summary>Where twilio.md 5 names no wait: as long as the shortest it names, so that what ailed carrier or Twilio may pass.</summary>
    private static readonly TimeSpan ShortestWait = TimeSpan.FromMinutes(15);

    /// <summary>Null for a word that is not on our list, or not of the life of an outgoing SMS.</summary>
    public static Receipt? Of(long messageId, TwilioStatusCallback callback) =>
        Of(messageId, callback.MessageSid, callback.Status, callback.ErrorCode, callback.ErrorMessage);

    /// <inheritdoc cref="Of(long, TwilioStatusCallback)"/>
    public static Receipt? Of(long messageId, string sid, string word, string? errorCode, string? errorMessage)
    {
        if (TwilioStatuses.Parse(word) is not { } status || Meaning(status) is not { } meaning)
        {
            return null;
        }

        var failed = meaning is MessageStatus.Undelivered or MessageStatus.Failed;
        var code = failed ? TwilioCodes.Find(errorCode) : null;
        return new Receipt(
            messageId, sid, meaning, word, errorCode,
            failed ? Receipt.ReasonOf(code?.Class) : null,
            failed ? Words(word, errorCode, errorMessage) : null,
            current => TwilioStatuses.Parse(current) is not { } known || TwilioStatuses.Supersedes(status, known))
        {
            Class = code?.Class,
            ResendAfter = code is { Retry: TwilioRetry.ResendOnce } ? code.Wait ?? ShortestWait : null,
        };
    }

    /// <inheritdoc cref="Of(long, TwilioStatusCallback)"/>
    public static Receipt? Of(long messageId, MessageResource message) =>
        Of(messageId, message.Sid, WordOf(message), CodeOf(message), message.ErrorMessage) is { } receipt ? receipt with { Price = PriceOf(message) } : null;

    /// <summary>What became of a message as soon as it was taken, or found; null while it is on its way.</summary>
    public static Receipt? OutcomeOf(long messageId, MessageResource message) => Of(messageId, message) is { Status: not MessageStatus.Sent } final ? final : null;

    /// <summary>Twilio's word for the status; empty where it gave none.</summary>
    public static string WordOf(MessageResource message) => message.Status?.ToString() ?? string.Empty;

    public static string? CodeOf(MessageResource message) => message.ErrorCode?.ToString(CultureInfo.InvariantCulture);

    /// <summary>A charge is a negative number, and null until it is known (twilio.md 4). Null for what can not be one.</summary>
    public static Price? PriceOf(MessageResource message) =>
        message.Price is ['-', .. var charged] ? Price.Read(charged, message.PriceUnit)
        : Price.Read(message.Price, message.PriceUnit) is { Micros: 0 } nothing ? nothing
        : null;

    private static MessageStatus? Meaning(TwilioStatus status) =>
        status switch
        {
            TwilioStatus.Delivered or TwilioStatus.Read => MessageStatus.Delivered,
            TwilioStatus.Undelivered => MessageStatus.Undelivered,
            TwilioStatus.Failed or TwilioStatus.Canceled => MessageStatus.Failed,
            _ when TwilioStatuses.Rank(status) is not null => MessageStatus.Sent,
            _ => null,
        };

    private static string? Words(string word, string? errorCode, string? errorMessage) =>
        errorCode is null ? errorMessage : $"{errorCode}: {TwilioCodes.Find(errorCode)?.Meaning ?? errorMessage ?? word}";
}
