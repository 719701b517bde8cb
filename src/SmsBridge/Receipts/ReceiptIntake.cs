using Dapper;
using Microsoft.Extensions.Options;
using SmsBridge.Gateways;
using SmsBridge.Ledger;
using SmsBridge.Messages;
using SmsBridge.Numbers;
using SmsBridge.Routes;
using SmsBridge.Store;

namespace SmsBridge.Receipts;

/// <summary>Receipts of any provider: whose message is it, and what does the report change?</summary>
internal sealed class ReceiptIntake(
    Database database, RouteDirectory routes, NextRoutes nextRoutes, MessageReceipts receipts, SenderRates rates, IOptions<ReceiptsOptions> options,
    ILogger<ReceiptIntake> logger) : IReceiptIntake
{
    /// <summary>
    /// The accounts that a message was sent with, with every token that may still sign, to check a report's signature; none when there is no such
    /// message, or nobody could report about it any more.
    /// </summary>
    public async Task<IReadOnlyList<SenderAccount>> AccountsOfAsync(long messageId, CancellationToken cancellationToken)
    {
        var sentWith = await SentWithAsync(messageId, cancellationToken);
        if (sentWith.Count == 0)
        {
            return [];
        }

        var known = routes.AccountsOf(sentWith[0].TenantId).ToList();
        if (sentWith.Exists(it => it.AccountId is not null && !known.Exists(account => account.AccountId == it.AccountId)))
        {
            await routes.RefreshAccountsAsync(cancellationToken); // another node has sent it with an account that it was given a moment ago
            known = [.. routes.AccountsOf(sentWith[0].TenantId)];
        }

        return [.. known.Where(account => sentWith.Exists(it => it.AccountId is null || it.AccountId == account.AccountId))];
    }

    /// <summary>The accounts of a tenant that may sign a report: the registered one first, then its further ones, then those of SMS under way, also of registrations before.</summary>
    /// <param name="tenant">The core's name for it.</param>
    public IReadOnlyList<SenderAccount> AccountsOf(string tenant) => [.. routes.AccountsOfName(tenant)];

    /// <inheritdoc/>
    public async Task<ReceiptOutcome> AcceptAsync(Receipt receipt)
    {
        receipt = await nextRoutes.AddToAsync(receipt, CancellationToken.None);
        var applied = await receipts.ApplyAsync(options.Value.ResendUndelivered ? receipt : receipt with { ResendAfter = null });
        logger.ReceiptTaken(receipt.MessageId, receipt.ProviderStatus, applied.Outcome);
        if (applied is { Outcome: ReceiptOutcome.Applied, Sms: { } sms })
        {
            Heed(receipt, sms);
        }

        // The answer may have come since it was looked at; and a process that ended between the two commits is told of it again, for it had not answered yet.
        if (receipt.Status is MessageStatus.Undelivered or MessageStatus.Failed && (applied.Outcome == ReceiptOutcome.NoNews || receipt.NextRoute is null) && applied is { Outcome: ReceiptOutcome.Applied or ReceiptOutcome.NoNews, Sms.TenantId: var tenantId })
        {
            await AnsweredAsync(tenantId, receipt.MessageId);
        }

        return applied.Outcome;
    }

    /// <inheritdoc/>
    public async Task AnsweredAsync(long tenantId, long messageId)
    {
        if (await nextRoutes.OfOvertakenAsync(tenantId, messageId, CancellationToken.None) is { } failure)
        {
            await receipts.GoOnAsync(failure);
        }
    }

    /// <summary>What a failure says beyond its message: of the tenant's set-up at the provider.</summary>
    private void Heed(Receipt receipt, ReportedSms sms)
    {
        switch (receipt.Class)
        {
            case FailureClass.Configuration or FailureClass.Credentials:
                logger.SetUpRefused(sms.TenantId, receipt.MessageId, receipt.ErrorCode);
                break;
            case FailureClass.Throttled:
                if (rates.SlowDown(sms.TenantId, routes.LaneOf(sms.TenantId, sms.Provider, sms.AccountId, sms.Sender), StoredTime.At(sms.TriedAt)) is { } rate)
                {
                    logger.SlowedDown(sms.TenantId, Msisdn.Mask(sms.Sender), receipt.ErrorCode, rate);
                }

                break;
            default:
                break;
        }
    }

    private async Task<List<(long TenantId, string? AccountId)>> SentWithAsync(long messageId, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenBriefReadAsync();
        return (await connection.QueryAsync<(long TenantId, string? AccountId)>(new CommandDefinition("""
            SELECT tenant_id, account_id FROM message WHERE event_id = @messageId
            UNION SELECT tenant_id, attempt.account_id FROM attempt JOIN message USING (event_id)
            WHERE event_id = @messageId AND attempt.account_id IS NOT NULL
            """, new { messageId }, cancellationToken: cancellationToken))).AsList();
    }
}
