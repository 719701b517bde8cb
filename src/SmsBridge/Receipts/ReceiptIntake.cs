using Dapper;
using Microsoft.Extensions.Options;
using SmsBridge.Messages;
using SmsBridge.Outbox;
using SmsBridge.Storage;
using SmsBridge.Tenants;

namespace SmsBridge.Receipts;

/// <summary>Receipts of any provider: whose message is it, and what does the report change?</summary>
internal sealed class ReceiptIntake(
    Database database, TenantDirectory tenants, MessageReceipts receipts, OptOuts optOuts, SenderRates rates, IOptions<ReceiptsOptions> options,
    ILogger<ReceiptIntake> logger) : IReceiptIntake
{
    /// <summary>
    /// The accounts that a message was sent with, with every token that may still sign, to check a report's signature; none when there is no such
    /// message, or nobody could report about it any more.
    /// </summary>
    public async Task<IReadOnlyList<SenderAccount>> AccountsOfAsync(long messageId, CancellationToken cancellationToken)
    {
        await using var connection = database.OpenRead();
        var sentWith = (await connection.QueryAsync<(long TenantId, string? AccountId)>(new CommandDefinition("""
            SELECT tenant_id, account_id FROM message WHERE event_id = @messageId
            UNION SELECT tenant_id, attempt.account_id FROM attempt JOIN message USING (event_id)
            WHERE event_id = @messageId AND attempt.account_id IS NOT NULL
            """, new { messageId }, cancellationToken: cancellationToken))).AsList();
        return sentWith.Count == 0
            ? []
            : [.. tenants.AccountsOf(sentWith[0].TenantId).Where(account => sentWith.Exists(it => it.AccountId is null || it.AccountId == account.AccountId))];
    }

    /// <inheritdoc/>
    public async Task<ReceiptOutcome> AcceptAsync(Receipt receipt)
    {
        var outcome = await receipts.ApplyAsync(options.Value.ResendUndelivered ? receipt : receipt with { ResendAfter = null });
        logger.ReceiptTaken(receipt.MessageId, receipt.ProviderStatus, outcome);
        if (outcome == ReceiptOutcome.Applied && receipt.Class is { } failure)
        {
            await LearnAsync(receipt, failure);
        }

        return outcome;
    }

    /// <summary>What a failure says beyond its message: about the recipient, or about the tenant's set-up at the provider.</summary>
    private async Task LearnAsync(Receipt receipt, FailureClass failure)
    {
        await using var connection = database.OpenRead();
        var (tenantId, sender, recipient, startedAt) = await connection.QuerySingleAsync<(long, string, string, long?)>("""
            SELECT tenant_id, sender, recipient, (SELECT MAX(started_at) FROM attempt WHERE event_id = @MessageId AND provider_id = @ProviderId)
            FROM message WHERE event_id = @MessageId
            """, new { receipt.MessageId, receipt.ProviderId });
        switch (failure)
        {
            case FailureClass.OptedOut:
                await optOuts.RecordAsync(tenantId, sender, Msisdn.FromE164(recipient));
                break;
            case FailureClass.Configuration:
                logger.SetUpRefused(tenantId, receipt.MessageId, receipt.ErrorCode);
                break;
            case FailureClass.Throttled:
                if (rates.SlowDown(tenantId, sender, StoredTime.At(startedAt)) is { } rate)
                {
                    logger.SlowedDown(tenantId, Msisdn.Mask(sender), receipt.ErrorCode, rate);
                }

                break;
            default:
                break;
        }
    }
}
