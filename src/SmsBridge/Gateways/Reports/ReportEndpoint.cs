using System.Collections.Frozen;
using SmsBridge.Ledger;
using SmsBridge.Messages;
using SmsBridge.Receipts;
using SmsBridge.Web;
using SmsBridge.Web.Limits;

namespace SmsBridge.Gateways.Reports;

/// <summary>
/// <c>/providers/{provider}/{tenant}/{token}</c>: what became of messages, of providers that are told the address. 200 once everything in the request is
/// on disk; 403 when the address is none we gave, or the provider's own signature does not fit; 503 when it could not be stored. What is about no
/// message of the tenant's is answered 200 too: the provider can do nothing about it.
/// </summary>
internal sealed class ReportEndpoint(
    ReportAddresses addresses, ReceiptIntake receipts, ReportedMessages messages, ForgedReceipts forged, SmsGateways gateways, TimeProvider time,
    ILogger<ReportEndpoint> logger)
{
    /// <summary>Log lines a minute of reports that say nothing to us.</summary>
    public const int MostUnknown = 20;

    private readonly MinuteLimit<bool> _unknown = new(MostUnknown, time);

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

        if (reader.MaySign && !IsSigned(reader, request, receipts.AccountsOf(tenant)))
        {
            return await RefuseAsync(context);
        }

        if (reader.Read(request) is not { } reports)
        {
            return Problems.BadRequest("body", $"This is no report of {provider}.");
        }

        foreach (var report in reports)
        {
            var messageId = await messages.FindAsync(provider, tenant, report.Reference, report.ProviderId, report.To, cancellationToken);
            if (messageId is { } id && !await IsSignedAsync(reader, request, id, cancellationToken))
            {
                return await RefuseAsync(context, id);
            }

            await TakeAsync(provider, report, messageId);
        }

        return TypedResults.Text("OK");
    }

    /// <summary>A tenant may have an account that signs and one that does not: what is about an SMS of the first has to be signed by that.</summary>
    private async Task<bool> IsSignedAsync(IReportReader reader, ReportRequest request, long messageId, CancellationToken cancellationToken) =>
        !reader.MaySign
        || (await receipts.AccountsOfAsync(messageId, cancellationToken) is var accounts
            && accounts.Any(account => account.Provider == reader.Provider) // of an account that is not known any more nobody can say who signs
            && IsSigned(reader, request, accounts));

    private static bool IsSigned(IReportReader reader, ReportRequest request, IEnumerable<SenderAccount> accounts)
    {
        var own = accounts.Where(account => account.Provider == reader.Provider).GroupBy(account => account.AccountId, StringComparer.Ordinal).ToList();
        return own.Count == 0 || own.Exists(account => reader.IsSigned(request, account));
    }

    private async Task<IResult> RefuseAsync(HttpContext context, long? messageId = null)
    {
        await forged.RecordAsync(messageId, Callers.AddressOf(context));
        return Problems.Create(StatusCodes.Status403Forbidden, "Not from a provider.", "The address or the signature is not one that was agreed on.");
    }

    private async Task TakeAsync(string provider, IncomingReport report, long? messageId)
    {
        var receipt = messageId is { } id ? report.Of(id) : null;
        if (receipt is not null)
        {
            await receipts.AcceptAsync(receipt with { Provider = provider, Attempt = report.Reference?.Attempt });
        }
        else if (_unknown.Count(true) is null)
        {
            logger.NoNews(provider, KeptWords.Code(report.Word)!, messageId, KeptWords.Code(report.ProviderId ?? report.Reference?.ToString()) ?? "");
        }
    }
}
