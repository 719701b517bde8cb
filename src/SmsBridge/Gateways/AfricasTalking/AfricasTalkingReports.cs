using SmsBridge.Gateways.Reports;
using SmsBridge.Messages;
using SmsBridge.Numbers;

namespace SmsBridge.Gateways.AfricasTalking;

/// <summary>Africa's Talking's reports (africas-talking.md 4). They carry the provider's id alone, so one we never got is told by its number, where that can be told. Pure.</summary>
internal static class AfricasTalkingReports
{
    private const int LongestId = 100;

    public static IReadOnlyList<IncomingReport>? Read(ReportRequest request)
    {
        if (!request.TryGet("id", out var id) || id.Length > LongestId || !request.TryGet("status", out var word))
        {
            return null;
        }

        _ = request.TryGet("failureReason", out var reason);
        _ = request.TryGet("phoneNumber", out var number);
        return
        [
            new IncomingReport(Reference: null, id, word, messageId => ReceiptOf(messageId, id, word, reason)) { To = Msisdn.IsE164(number) ? Msisdn.FromE164(number!) : null },
        ];
    }

    /// <summary>
    /// What a client wrote to a short code, or that it asked the provider for no more SMS of a name (africas-talking.md 6). The second has no id of its own.
    /// </summary>
    public static IReadOnlyList<IncomingReply>? ReadReplies(ReportRequest request)
    {
        if (request.TryGet("status", out _))
        {
            return null;
        }

        if (request.TryGet("senderId", out var sender) && request.TryGet("phoneNumber", out var number))
        {
            return [new IncomingReply(Id: null, IncomingReply.Whole(number), sender, OptOutWish.Stop)];
        }

        _ = request.TryGet("id", out var id);
        _ = request.TryGet("to", out var to);
        _ = request.TryGet("text", out var text);
        return request.TryGet("from", out var from)
            ? [new IncomingReply(IncomingReply.IdOf(id), IncomingReply.Whole(from), to ?? "", ReplyWords.WishOf(text ?? ""))]
            : null;
    }

    private static Receipt? ReceiptOf(long messageId, string id, string word, string? reason)
    {
        if (Meaning(word) is not { } status)
        {
            return null;
        }

        var failed = status is MessageStatus.Undelivered or MessageStatus.Failed;
        var failure = failed ? ClassOf(reason) : null;
        return new Receipt(
            messageId, id, status, word, failed ? reason ?? word : null,
            failed ? Receipt.ReasonOf(failure) : null, failed ? reason ?? word : null,
            Supersedes: _ => true) // our own order of statuses decides
        {
            Class = failure,
        };
    }

    private static FailureClass? ClassOf(string? reason) => reason?.ToUpperInvariant() switch
    {
        "USERINBLACKLIST" => FailureClass.OptedOut,
        "INSUFFICIENTCREDIT" => FailureClass.Credentials,
        _ => null,
    };

    /// <summary>Null for a word that is not known.</summary>
    public static MessageStatus? Meaning(string word) => word.ToUpperInvariant() switch
    {
        "SENT" or "SUBMITTED" or "BUFFERED" => MessageStatus.Sent,
        "SUCCESS" => MessageStatus.Delivered,
        "FAILED" or "ABSENTSUBSCRIBER" or "EXPIRED" => MessageStatus.Undelivered,
        "REJECTED" => MessageStatus.Failed,
        _ => null,
    };
}
