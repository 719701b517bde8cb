using SmsBridge.Ledger;
using SmsBridge.Store;

namespace SmsBridge.Receipts;

/// <summary>
/// Keeps reports that overtake the answer to their SMS until that answer tells the id, for providers whose reports bear no name of ours. Looked for again and again instead of when an
/// answer is stored: what sends has nothing more to do, and an answer that is stored between the first look and the keeping is missed by nobody.
/// </summary>
internal sealed class UnknownReports(UnknownReportStore store, ReportedMessages messages, ReceiptIntake receipts, ILogger<UnknownReports> logger)
{
    /// <summary>Keeps what may be about an SMS whose answer is still to come.</summary>
    /// <param name="tenants">The core's names for those whose it may be.</param>
    /// <returns>False: none of them has such an SMS. Its answer may have come since the SMS was looked for: look once more.</returns>
    public async Task<bool> KeepAsync(IReadOnlyCollection<string> tenants, UnknownReport report)
    {
        var underWay = await store.UnderWayAsync(report.Provider, tenants);
        if (underWay.Count > 0)
        {
            await store.AddAsync(underWay, report);
        }

        return underWay.Count > 0;
    }

    /// <summary>One run over what is due. Two at once do no harm: a report that is taken twice says nothing new.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var due = await store.DueAsync(cancellationToken);
        foreach (var waiting in due)
        {
            cancellationToken.ThrowIfCancellationRequested();
            await TryAsync(waiting, cancellationToken);
        }

        if (due.Count > 0 && await store.PutOffAsync(due[^1].DueAt) is > 0 and var gone)
        {
            logger.ReportsOfNobody(gone);
        }
    }

    private async Task TryAsync(WaitingReport waiting, CancellationToken cancellationToken)
    {
        try
        {
            if (await FindAsync(waiting, cancellationToken) is var (messageId, providerId)
                && await receipts.AcceptAsync(waiting.Report.Says with { MessageId = messageId, ProviderId = providerId }) != ReceiptOutcome.NotOurs)
            {
                await store.RemoveAsync(waiting);
            }
        }
#pragma warning disable CA1031 // One report's trouble is not the others'; it is looked for again.
        catch (Exception exception) when (!exception.IsStopOf(cancellationToken))
#pragma warning restore CA1031
        {
            logger.WaitingReportFailed(exception, waiting.Report.Provider, waiting.Tenant);
        }
    }

    /// <summary>By what is known of it for certain. That it is the only SMS in doubt to its number was asked when it came; by now another one may be.</summary>
    private async Task<(long MessageId, string ProviderId)?> FindAsync(WaitingReport waiting, CancellationToken cancellationToken)
    {
        var (tenant, report, id) = (waiting.Tenant, waiting.Report, waiting.Report.Says.ProviderId);
        if (await messages.FindAsync(report.Provider, tenant, reference: null, id, to: null, cancellationToken) is { } known)
        {
            return (known, id);
        }

        return report.To is not { } to ? null
            : await messages.FindPartAsync(report.Provider, [tenant], [id, .. report.Spellings], to, cancellationToken)
                ?? await messages.FindSpelledAsync([tenant], report.Spellings, to, cancellationToken);
    }
}
