using System.Text.Json;
using SmsBridge.Gateways.Reports;
using SmsBridge.Gateways.Wire;
using SmsBridge.Messages;

namespace SmsBridge.Gateways.Http;

/// <summary>Reports of a described gateway, and what clients wrote to it: in JSON, as a form or in a query.</summary>
internal sealed class HttpReports(string provider, HttpProviderOptions options, HttpPrices prices)
{
    /// <summary>In one request.</summary>
    public const int MostReports = 1_000;

    /// <summary>Empty: reports of the gateway's, and none about an SMS of ours; or a list without any, with which some try whether the address answers.</summary>
    public IReadOnlyList<IncomingReport>? Read(ReportRequest request) =>
        options.ReportStatus.Length > 0 && EntriesWith(options.ReportStatus, request, options.ReportList) is { } entries ? [.. entries.Select(Read).OfType<IncomingReport>()] : null;

    /// <summary>An entry may be a report too: whatever its status is called, who wrote and what stand for themselves.</summary>
    public IReadOnlyList<IncomingReply>? ReadReplies(ReportRequest request) =>
        options.ReplyFrom.Length > 0 && EntriesWith(options.ReplyFrom, request, options.ReplyList) is { } entries ? [.. entries.Select(ReadReply).OfType<IncomingReply>()] : null;

    /// <summary>Those of the messages that a request is about that have a field, to look for others in. Null: none has, and it is no empty list either.</summary>
    private static List<Func<string, string?>>? EntriesWith(string field, ReportRequest request, string list)
    {
        var root = list.Length > 0 ? request.Json?.At(list) : request.Json;
        List<Func<string, string?>>? entries =
            root is { ValueKind: JsonValueKind.Array } items ? [.. items.EnumerateArray().Take(MostReports).Select(EntryOf)]
            : request.Json is null ? [path => Found(path, name => request.TryGet(name, out var value) ? value : null)]
            : list.Length == 0 && root is { } one ? [EntryOf(one)]
            : null;
        var having = entries?.FindAll(of => of(field) is not null);
        return entries is [] || having is [_, ..] ? having : null;
    }

    private static Func<string, string?> EntryOf(JsonElement entry) => path => Found(path, field => entry.TextAt(field));

    /// <summary>Null for a field that the settings do not name, or that is empty.</summary>
    private static string? Found(string path, Func<string, string?> look) => path.Length > 0 && look(path) is { Length: > 0 } value ? value : null;

    private IncomingReply? ReadReply(Func<string, string?> of) => of(options.ReplyFrom) is { } from
        ? new IncomingReply(IncomingReply.IdOf(of(options.ReplyId)), from, of(options.ReplyTo) ?? "", ReplyWords.WishOf(of(options.ReplyText) ?? ""))
        : null;

    private IncomingReport? Read(Func<string, string?> of)
    {
        var name = of(options.ReportReference);
        var reference = SmsReference.TryParse(name, out var ours) || SmsReference.TryParseShort(name, out ours) ? ours : null;
        var id = of(options.ReportId) is { Length: <= HttpGateway.LongestId } given ? HttpGateway.StoredId(provider, given) : null;
        return of(options.ReportStatus) is { } word && (reference is not null || id is not null)
            ? new IncomingReport(reference, reference is null ? id : null, word, messageId => ReceiptOf(messageId, reference?.ToString() ?? id!, word, of))
            : null;
    }

    private Receipt? ReceiptOf(long messageId, string id, string word, Func<string, string?> of)
    {
        if (!options.ReportWords.TryGetValue(word, out var meaning))
        {
            return null;
        }

        var error = of(options.ReportError);
        var status = meaning switch
        {
            HttpReportMeaning.Delivered => MessageStatus.Delivered,
            HttpReportMeaning.Undelivered or HttpReportMeaning.OptedOut => MessageStatus.Undelivered,
            HttpReportMeaning.Failed => MessageStatus.Failed,
            _ => MessageStatus.Sent,
        };
        var failed = status is MessageStatus.Undelivered or MessageStatus.Failed;
        var failure = meaning == HttpReportMeaning.OptedOut ? FailureClass.OptedOut : default(FailureClass?);
        return new Receipt(
            messageId, id, status, word, failed ? error : null, failed ? Receipt.ReasonOf(failure) : null, failed ? error ?? word : null,
            Supersedes: current => status != MessageStatus.Sent || !options.ReportWords.TryGetValue(current ?? "", out var known) || known == HttpReportMeaning.Sent)
        {
            Class = failure,
            Price = prices.OfReport(of),
        };
    }
}
