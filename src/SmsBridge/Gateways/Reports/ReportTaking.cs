using SmsBridge.Ledger;
using SmsBridge.Receipts;

namespace SmsBridge.Gateways.Reports;

/// <summary>Takes what came to a report address about messages: to the message it is about, or aside until that has its id.</summary>
internal sealed class ReportTaking(ReceiptIntake receipts, ReportedMessages messages, UnknownReports waiting, UnknownNews unknown)
{
    /// <summary>Those of the tenant's accounts that speak here: all, where the provider signs nothing. One that signs may be known with several secrets: a former one counts for a while.</summary>
    /// <param name="tenant">The core's name for it.</param>
    /// <returns>Null: there are accounts, and none of them signed it.</returns>
    public IReadOnlyList<SenderAccount>? SignersOf(IReportReader reader, ReportRequest request, string tenant) => SignersOf(reader, request, receipts.AccountsOf(tenant));

    /// <summary>Done means on disk.</summary>
    /// <param name="tenant">The core's name for it.</param>
    /// <returns>Null; else the message whose account signs, and has not signed this: nothing was taken.</returns>
    public async Task<long?> TakeAsync(IReportReader reader, string tenant, ReportRequest request, IncomingReport report, CancellationToken cancellationToken)
    {
        // Twice: between the first look and the keeping its SMS may have been answered.
        var messageId = default(long?);
        for (var round = 0; round < 2; round++)
        {
            messageId = await messages.FindAsync(reader.Provider, tenant, report.Reference, report.ProviderId, report.To, cancellationToken);
            if (messageId is { } id && !await IsSignedAsync(reader, request, id, cancellationToken))
            {
                return id;
            }

            if ((messageId is { } about && await ApplyAsync(reader, report, about)) || (round == 0 && await KeepAsync(reader, tenant, report)))
            {
                return null;
            }
        }

        unknown.Note(reader.Provider, report, messageId);
        return null;
    }

    /// <returns>False: it is none of that message's, or says nothing.</returns>
    private async Task<bool> ApplyAsync(IReportReader reader, IncomingReport report, long messageId) =>
        report.Of(messageId) is { } receipt
        && await receipts.AcceptAsync(receipt with { Provider = reader.Provider, Attempt = report.Reference?.Attempt }) != ReceiptOutcome.NotOurs;

    /// <summary>
    /// Aside, where it may have overtaken the answer to its SMS. One that bears our own name for the SMS is about a call that is on the record; and whoever signs has to sign for the very SMS, which is not known yet: those
    /// providers tell our name.
    /// </summary>
    private async Task<bool> KeepAsync(IReportReader reader, string tenant, IncomingReport report) =>
        report is { Reference: null, ProviderId: not null } && !reader.MaySign && report.Of(0) is { } says && await waiting.KeepAsync([tenant], new UnknownReport(reader.Provider, says));

    /// <summary>A tenant may have an account that signs and one that does not: what is about an SMS of the first has to be signed by that.</summary>
    private async Task<bool> IsSignedAsync(IReportReader reader, ReportRequest request, long messageId, CancellationToken cancellationToken) =>
        !reader.MaySign
        || (await receipts.AccountsOfAsync(messageId, cancellationToken) is var accounts
            && accounts.Any(account => account.Provider == reader.Provider) // of an account that is not known any more nobody can say who signs
            && SignersOf(reader, request, accounts) is not null);

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
}
