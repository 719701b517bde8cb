using System.Text.Json;
using SmsBridge.Gateways.Reports;
using SmsBridge.Gateways.Wire;
using SmsBridge.Messages;

namespace SmsBridge.Gateways.Infobip;

/// <summary>Infobip's reports, also as its log has them (infobip.md 3, 4, 5). Pure.</summary>
internal static class InfobipReports
{
    /// <summary>In one request; it is said to be a hundred at most.</summary>
    public const int MostReports = 1_000;

    /// <summary>Error: the recipient blocked the sender.</summary>
    private const int Blocked = 573;

    /// <summary>Empty: a list without reports, or of another program's SMS alone. It would be sent again and again if that were refused.</summary>
    public static IReadOnlyList<IncomingReport>? Read(ReportRequest request)
    {
        if (request.Json?.At("results") is not { ValueKind: JsonValueKind.Array } results)
        {
            return null;
        }

        var entries = results.EnumerateArray().Take(MostReports).ToList();
        return entries.Count == 0 || entries.Exists(entry => InfobipVerdict.StatusOf(entry) is not null) ? [.. entries.Select(Read).OfType<IncomingReport>()] : null;
    }

    /// <summary>What clients wrote to a number of the account's (infobip.md 8): as many in a request as of reports, without a status.</summary>
    public static IReadOnlyList<IncomingReply>? ReadReplies(ReportRequest request)
    {
        var read = request.Json?.ItemsAt("results").Take(MostReports).Select(ReadReply).OfType<IncomingReply>().ToList();
        return read is { Count: > 0 } ? read : null;
    }

    /// <summary>Null for a status that is not known, or that is none of a message that was taken.</summary>
    public static Receipt? ReceiptOf(long messageId, string providerId, JsonElement result)
    {
        if (InfobipVerdict.StatusOf(result) is not { } status || InfobipStatuses.Meaning(status) is not { } meaning)
        {
            return null;
        }

        var failed = meaning is MessageStatus.Undelivered or MessageStatus.Failed;
        var error = result.NumberAt("error.id") is > 0 and var id ? id : default(int?);
        var failure = !failed ? default(FailureClass?)
            : error == Blocked ? FailureClass.OptedOut
            : InfobipStatuses.ClassOf(status.Id);
        return new Receipt(
            messageId, providerId, meaning, status.Word, failed ? result.TextAt("error.name") ?? status.Word : null,
            failed ? Receipt.ReasonOf(failure) : null, failed ? Words(result, status) : null,
            Supersedes: _ => true) // our own order of statuses decides
        {
            Class = failure is FailureClass.OptedOut or FailureClass.Configuration or FailureClass.Credentials ? failure : null,
            Price = PriceOf(result),
            ResendAfter = status.GroupId == InfobipStatus.Rejected ? InfobipStatuses.RetryAfter(status.Id) : null,
        };
    }

    /// <summary>The price is that of a part, so it says nothing where the number of parts is missing. Null too for a form that is not known, and for what no SMS has or costs.</summary>
    private static Price? PriceOf(JsonElement result) =>
        (result.NumberAt("messageCount") ?? result.NumberAt("smsCount")) is { } parts && Price.Read(result.TextAt("price.pricePerMessage"), result.TextAt("price.currency")) is { } price
            ? price.OfParts(parts)
            : null;

    private static IncomingReport? Read(JsonElement result) =>
        result.TextAt("messageId") is { } id && SmsReference.TryParse(id, out var reference) && InfobipVerdict.StatusOf(result) is { } status
            ? new IncomingReport(reference, ProviderId: null, status.Word, messageId => ReceiptOf(messageId, id, result))
            : null;

    /// <summary>The whole text: what is called clean has lost its first word, where the number was given keywords.</summary>
    private static IncomingReply? ReadReply(JsonElement result) =>
        result.At("status") is null && result.TextAt("from") is { Length: > 0 } from
            ? new IncomingReply(IncomingReply.IdOf(result.TextAt("messageId")), IncomingReply.Whole(from), result.TextAt("to") ?? "", ReplyWords.WishOf(result.TextAt("text") ?? ""))
            : null;

    private static string Words(JsonElement result, InfobipStatus status) =>
        result.TextAt("error.description") is { Length: > 0 } words && result.NumberAt("error.id") is not 0 ? words : status.Description.Length > 0 ? status.Description : status.Word;
}
