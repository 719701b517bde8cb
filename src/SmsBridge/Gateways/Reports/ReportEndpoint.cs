using System.Collections.Frozen;
using SmsBridge.Ledger;
using SmsBridge.Receipts;
using SmsBridge.Web;

namespace SmsBridge.Gateways.Reports;

/// <summary>
/// <c>/providers/{provider}/{tenant}/{token}</c>: what became of messages, and what clients reply, of providers that are told the address. 200 once everything in
/// the request is on disk; 403 when the address is none we gave, or the provider's own signature does not fit; 503 when it could not be stored. What is about no
/// message of the tenant's is answered 200 too: the provider can do nothing about it.
/// </summary>
internal sealed class ReportEndpoint(
    ReportAddresses addresses, ReceiptIntake receipts, ReplyTaking replies, ReportedMessages messages, ForgedReceipts forged, UnknownNews unknown, SmsGateways gateways)
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

        if (SignersOf(reader, request, receipts.AccountsOf(tenant)) is not { } signers)
        {
            return await RefuseAsync(context);
        }

        var (reports, written) = (reader.Read(request), reader.ReadReplies(request));
        if (reports is null && written is null)
        {
            return Problems.BadRequest("body", $"This is no report of {provider}, and no reply of a client.");
        }

        if (written is not null)
        {
            await replies.TakeAsync(provider, tenant, signers, written);
        }

        foreach (var report in reports ?? [])
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
            && SignersOf(reader, request, accounts) is not null);

    /// <summary>Those of the provider's accounts that speak here: all, where it signs nothing. One that signs may be known with several secrets: a former one counts for a while.</summary>
    /// <returns>Null: there are accounts, and none of them signed it.</returns>
    private static List<SenderAccount>? SignersOf(IReportReader reader, ReportRequest request, IEnumerable<SenderAccount> accounts)
    {
        var own = accounts.Where(account => account.Provider == reader.Provider).ToList();
        if (!reader.MaySign || own.Count == 0)
        {
            return own;
        }

        List<SenderAccount> signers =
            [.. own.GroupBy(account => account.AccountId, StringComparer.Ordinal).Where(account => reader.IsSigned(request, account)).SelectMany(account => account)];
        return signers.Count == 0 ? null : signers;
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
        else
        {
            unknown.Note(provider, report, messageId);
        }
    }
}
