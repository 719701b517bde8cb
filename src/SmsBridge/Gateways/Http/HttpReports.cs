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

    public IReadOnlyList<IncomingReport>? Read(ReportRequest request)
    {
        if (options.ReportStatus.Length == 0)
        {
            return null;
        }

        var read = Entries(request, options.ReportList).Select(Read).OfType<IncomingReport>().ToList();
        return read.Count > 0 ? read : null;
    }

    /// <summary>An entry may be a report too: whatever its status is called, who wrote and what stand for themselves.</summary>
    public IReadOnlyList<IncomingReply>? ReadReplies(ReportRequest request)
    {
        if (options.ReplyFrom.Length == 0)
        {
            return null;
        }

        var read = Entries(request, options.ReplyList).Select(ReadReply).OfType<IncomingReply>().ToList();
        return read.Count > 0 ? read : null;
    }

    /// <summary>Each of the messages that a request is about, to look for fields in.</summary>
    private static IEnumerable<Func<string, string?>> Entries(ReportRequest request, string list)
    {
        IEnumerable<Func<string, string?>> entries = request.Json is { } json
            ? (list.Length > 0 ? json.ItemsAt(list) : json.ValueKind == JsonValueKind.Array ? json.EnumerateArray() : [json])
                .Select(entry => new Func<string, string?>(path => Found(path, field => entry.TextAt(field))))
            : [path => Found(path, field => request.TryGet(field, out var value) ? value : null)];
        return entries.Take(MostReports);
    }

    /// <summary>Null for a field that the settings do not name, or that is empty.</summary>
    private static string? Found(string path, Func<string, string?> look) => path.Length > 0 && look(path) is { Length: > 0 } value ? value : null;

    private IncomingReply? ReadReply(Func<string, string?> of) => of(options.ReplyFrom) is { } from
        ? new IncomingReply(IncomingReply.IdOf(of(options.ReplyId)), from, of(options.ReplyTo) ?? "", ReplyWords.WishOf(of(options.ReplyText) ?? ""))
        : null;

    private IncomingReport? Read(Func<string, string?> of)
    {
        var reference = SmsReference.TryParse(of(options.ReportReference), out var ours) ? ours : null;
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
            HttpReportMeaning.Undelivered => MessageStatus.Undelivered,
            HttpReportMeaning.Failed => MessageStatus.Failed,
            _ => MessageStatus.Sent,
        };
        var failed = status is MessageStatus.Undelivered or MessageStatus.Failed;
        return new Receipt(
            messageId, id, status, word, failed ? error : null, failed ? Reasons.DeliveryFailed : null, failed ? error ?? word : null,
            Supersedes: current => status != MessageStatus.Sent || !options.ReportWords.TryGetValue(current ?? "", out var known) || known == HttpReportMeaning.Sent)
        {
            Price = prices.OfReport(of),
        };
    }
}
