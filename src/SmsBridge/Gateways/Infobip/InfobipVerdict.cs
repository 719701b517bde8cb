using System.Text.Json;
using SmsBridge.Gateways.Wire;

namespace SmsBridge.Gateways.Infobip;

/// <summary>From an answer to a send to what the relay has to know (infobip.md 1, 2, 7). Pure.</summary>
internal static class InfobipVerdict
{
    public const string Name = "Infobip";

    public static SendResult Of(WireAnswer answer, OutgoingSms sms)
    {
        var json = JsonFields.Parse(answer);
        if (!answer.IsSuccess)
        {
            return json is { } error && ErrorOf(error) is var (code, words) ? OfError(answer, code, GatewayWords.Shortened(words, sms)) : ForeignAnswer.Judge(answer, Name);
        }

        // One was sent, so one must come back, and under our name: what is said of another proves nothing.
        if (json is not { } root || root.ItemsAt("messages").ToList() is not [var message] || message.TextAt("messageId") != sms.Reference.ToString()
            || StatusOf(message) is not { } status)
        {
            return ForeignAnswer.Judge(answer, Name);
        }

        return status switch
        {
            { GroupId: InfobipStatus.Rejected, Id: InfobipStatus.Duplicate } or { GroupId: 0 or 1 or 3 } => new SendResult.Accepted(sms.Reference.ToString(), status.Word),
            { GroupId: InfobipStatus.Rejected } => InfobipStatuses.Refusal(status, GatewayWords.Shortened(status.Description, sms)),

            // Undeliverable or expired at once: taken, and at its end.
            { GroupId: 2 or 4 } => new SendResult.Accepted(sms.Reference.ToString(), status.Word) { Report = InfobipReports.ReceiptOf(sms.MessageId, sms.Reference.ToString(), message) },
            _ => new SendResult.Unknown(status.Word, GatewayWords.Shortened(status.Description, sms)),
        };
    }

    /// <summary>Null when it names none.</summary>
    public static InfobipStatus? StatusOf(JsonElement message) => message.NumberAt("status.groupId") is { } group
        ? new InfobipStatus(group, message.NumberAt("status.id") ?? 0, message.TextAt("status.name") ?? "", message.TextAt("status.description") ?? "")
        : null;

    private static SendResult OfError(WireAnswer answer, string code, string words) => answer.HttpStatus switch
    {
        401 or 403 => new SendResult.Rejected(FailureClass.Credentials, code, words),
        429 => new SendResult.Retryable(FailureClass.Throttled, code, answer.RetryAfter, words),
        400 => new SendResult.Rejected(FailureClass.Permanent, code, words),
        404 => new SendResult.Rejected(FailureClass.Configuration, code, words) { Scope = RejectionScope.PerhapsTenant },
        _ => new SendResult.Unknown(code, words),
    };

    /// <summary>Both forms in which it tells what is wrong with a request.</summary>
    private static (string Code, string Words)? ErrorOf(JsonElement root) =>
        root.TextAt("requestError.serviceException.messageId") is { } old ? (old, root.TextAt("requestError.serviceException.text") ?? "")
        : root.TextAt("errorCode") is { } code ? (code, root.TextAt("description") ?? "")
        : null;
}
