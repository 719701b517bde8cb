using System.Globalization;
using SmsBridge.Gateways.Reports;
using SmsBridge.Gateways.Wire;
using SmsBridge.Messages;

namespace SmsBridge.Gateways.Vonage;

/// <summary>Vonage's status callbacks, with our own reference in them (vonage.md 4). Pure.</summary>
internal static class VonageReports
{
    private const int LongestId = 100;

    public static IReadOnlyList<IncomingReport>? Read(ReportRequest request)
    {
        if (request.Json is not { } json || json.TextAt("message_uuid") is not { Length: > 0 and <= LongestId } id || json.TextAt("status") is not { } word)
        {
            return null;
        }

        var reference = SmsReference.TryParse(json.TextAt("client_ref"), out var ours) ? ours : null;
        var number = json.At("error") is { } error ? VonageVerdict.NumberOf(error) : null;
        var words = json.TextAt("error.detail") ?? json.TextAt("error.title");
        var price = Price.Read(json.TextAt("usage.price"), json.TextAt("usage.currency"));
        return [new IncomingReport(reference, id, word, messageId => ReceiptOf(messageId, id, word, number, words) is { } receipt ? receipt with { Price = price } : null)];
    }

    /// <summary>What a client wrote to a number of the account's (vonage.md 5). What came by another channel than SMS asks for nothing here.</summary>
    public static IReadOnlyList<IncomingReply>? ReadReplies(ReportRequest request)
    {
        if (request.Json is not { } json || json.At("status") is not null || json.TextAt("message_uuid") is not { } id || json.TextAt("from") is not { Length: > 0 } from)
        {
            return null;
        }

        var wish = json.TextAt("channel") is null or "sms" ? ReplyWords.WishOf(json.TextAt("text") ?? "") : OptOutWish.None;
        return [new IncomingReply(IncomingReply.IdOf(id), IncomingReply.Whole(from), json.TextAt("to") ?? "", wish)];
    }

    /// <summary>Null for a word that is not known.</summary>
    public static MessageStatus? Meaning(string word) => word switch
    {
        "submitted" => MessageStatus.Sent,
        "delivered" or "read" => MessageStatus.Delivered,
        "undeliverable" => MessageStatus.Undelivered,
        "rejected" => MessageStatus.Failed,
        _ => null,
    };

    private static Receipt? ReceiptOf(long messageId, string id, string word, int? number, string? words)
    {
        if (Meaning(word) is not { } status)
        {
            return null;
        }

        var failed = status is MessageStatus.Undelivered or MessageStatus.Failed;
        var failure = failed ? VonageVerdict.ClassOf(number) : null;
        return new Receipt(
            messageId, id, status, word, failed ? number?.ToString(CultureInfo.InvariantCulture) ?? word : null,
            failed ? Receipt.ReasonOf(failure) : null, failed ? words ?? word : null, Supersedes: _ => true) // our own order of statuses decides
        {
            Class = failure is FailureClass.OptedOut or FailureClass.Configuration or FailureClass.Credentials or FailureClass.Throttled ? failure : null,
        };
    }
}
