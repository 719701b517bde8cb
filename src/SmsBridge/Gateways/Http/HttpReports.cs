using System.Text.Json;
using SmsBridge.Gateways.Reports;
using SmsBridge.Gateways.Wire;
using SmsBridge.Messages;

namespace SmsBridge.Gateways.Http;

/// <summary>Reports of a described gateway, in JSON, as a form or in a query. Pure.</summary>
internal sealed class HttpReports(string provider, HttpProviderOptions options)
{
    /// <summary>In one request.</summary>
    public const int MostReports = 1_000;

    public IReadOnlyList<IncomingReport>? Read(ReportRequest request)
    {
        if (options.ReportStatus.Length == 0)
        {
            return null;
        }

        IEnumerable<Func<string, string?>> entries = request.Json is { } json
            ? (options.ReportList.Length > 0 ? json.ItemsAt(options.ReportList) : json.ValueKind == JsonValueKind.Array ? json.EnumerateArray() : [json])
                .Select(entry => new Func<string, string?>(path => entry.TextAt(path)))
            : [path => request.TryGet(path, out var value) ? value : null];
        var read = entries.Take(MostReports).Select(Read).OfType<IncomingReport>().ToList();
        return read.Count > 0 ? read : null;
    }

    private IncomingReport? Read(Func<string, string?> entry)
    {
        var reference = SmsReference.TryParse(Of(options.ReportReference), out var ours) ? ours : null;
        var id = Of(options.ReportId) is { Length: <= HttpGateway.LongestId } given ? HttpGateway.StoredId(provider, given) : null;
        return Of(options.ReportStatus) is { } word && (reference is not null || id is not null)
            ? new IncomingReport(reference, reference is null ? id : null, word, messageId => ReceiptOf(messageId, reference?.ToString() ?? id!, word, Of(options.ReportError)))
            : null;

        string? Of(string path) => path.Length > 0 && entry(path) is { Length: > 0 } value ? value : null;
    }

    private Receipt? ReceiptOf(long messageId, string id, string word, string? error)
    {
        if (!options.ReportWords.TryGetValue(word, out var meaning))
        {
            return null;
        }

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
            Supersedes: current => status != MessageStatus.Sent || !options.ReportWords.TryGetValue(current ?? "", out var known) || known == HttpReportMeaning.Sent);
    }
}
