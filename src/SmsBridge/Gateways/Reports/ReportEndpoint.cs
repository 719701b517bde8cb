using System.Collections.Frozen;
using SmsBridge.Receipts;
using SmsBridge.Web;

namespace SmsBridge.Gateways.Reports;

/// <summary>
/// <c>/providers/{provider}/{tenant}/{token}</c>: what became of messages, and what clients reply, of providers that are told the address. 200 once everything in
/// the request is on disk; 403 when the address is none we gave, or the provider's own signature does not fit; 503 when it could not be stored. What is about no
/// message of the tenant's is answered 200 too: the provider can do nothing about it.
/// </summary>
internal sealed class ReportEndpoint(ReportAddresses addresses, ReportTaking reports, ReplyTaking replies, ForgedReceipts forged, UnknownNews unknown, SmsGateways gateways)
{
    private readonly FrozenDictionary<string, IReportReader> _readers =
        gateways.All.OfType<IReportReader>().ToFrozenDictionary(reader => reader.Provider, StringComparer.Ordinal);

    public async Task<IResult> ReceiveAsync(string provider, string tenant, string token, HttpContext context, CancellationToken cancellationToken)
    {
        if (!addresses.Opens(provider, tenant, token) || !_readers.TryGetValue(provider, out var reader))
        {
            return await RefuseAsync(context);
        }

        var request = await ReportRequests.ReadAsync(context, cancellationToken);
        if (request is null)
        {
            return Problems.TooLarge("A report is smaller.");
        }

        if (reports.SignersOf(reader, request, tenant) is not { } signers)
        {
            return await RefuseAsync(context);
        }

        var (read, written) = (reader.Read(request), reader.ReadReplies(request));
        if (read is null && written is null)
        {
            return Problems.BadRequest("body", $"This is no report of {provider}, and no reply of a client.");
        }

        if (read is not { Count: > 0 } && written is not { Count: > 0 })
        {
            unknown.NoteNothing(provider, tenant);
        }

        if (written is not null)
        {
            await replies.TakeAsync(provider, tenant, signers, written);
        }

        foreach (var report in read ?? [])
        {
            if (await reports.TakeAsync(reader, tenant, request, report, cancellationToken) is { } notSigned)
            {
                return await RefuseAsync(context, notSigned);
            }
        }

        return TypedResults.Text(reader.Acknowledgement);
    }

    private async Task<IResult> RefuseAsync(HttpContext context, long? messageId = null)
    {
        await forged.RecordAsync(messageId, Callers.AddressOf(context));
        return Problems.Create(StatusCodes.Status403Forbidden, "Not from a provider.", "The address or the signature is not one that was agreed on.");
    }
}
