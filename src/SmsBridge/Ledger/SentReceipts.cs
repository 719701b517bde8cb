using Dapper;
using SmsBridge.Messages;
using SmsBridge.Store;

namespace SmsBridge.Ledger;

/// <summary>Whether a client was told of something before it is taken back.</summary>
internal sealed class SentReceipts(Database database, EventTypeCodes codes)
{
    /// <summary>Whether an SMS of this type about this resource left, as far as is known.</summary>
    public async Task<bool> WasSentAsync(long tenantId, EventType type, long resourceId, CancellationToken cancellationToken)
    {
        if (!codes.TryGet(type, out var typeId))
        {
            return false;
        }

        await using var connection = database.OpenRead();
        return await connection.QueryFirstOrDefaultAsync<long?>(new CommandDefinition(
            """
            SELECT message.event_id FROM event JOIN message ON message.event_id = event.id
            WHERE event.tenant_id = @tenantId AND event.type_id = @typeId AND event.resource_id = @resourceId AND event.verdict = 1
                AND message.status IN (@sent, @delivered)
            """,
            new { tenantId, typeId, resourceId, sent = MessageStatus.Sent, delivered = MessageStatus.Delivered }, cancellationToken: cancellationToken)) is not null;
    }
}
