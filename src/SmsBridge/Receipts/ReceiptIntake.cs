using Dapper;
using SmsBridge.Messages;
using SmsBridge.Outbox;
using SmsBridge.Storage;
using SmsBridge.Tenants;

namespace SmsBridge.Receipts;

/// <summary>Receipts of any provider: whose message is it, and what does the report change?</summary>
internal sealed class ReceiptIntake(Database database, TenantDirectory tenants, MessageReceipts receipts, ILogger<ReceiptIntake> logger)
{
    /// <summary>The account that a message was sent with, to check the report's signature; null when there is no such message or tenant.</summary>
    public async Task<SenderAccount?> AccountOfAsync(long messageId, CancellationToken cancellationToken)
    {
        await using var connection = database.OpenRead();
        var tenantId = await connection.ExecuteScalarAsync<long?>(new CommandDefinition(
            "SELECT tenant_id FROM message WHERE event_id = @messageId", new { messageId }, cancellationToken: cancellationToken));
        return tenantId is { } id ? tenants.Find(id)?.SenderAccount : null;
    }

    /// <summary>Stores the receipt's effect; done means on disk.</summary>
    public async Task<ReceiptOutcome> AcceptAsync(Receipt receipt)
    {
        var outcome = await receipts.ApplyAsync(receipt);
        logger.ReceiptTaken(receipt.MessageId, receipt.ProviderStatus, outcome);
        return outcome;
    }
}
