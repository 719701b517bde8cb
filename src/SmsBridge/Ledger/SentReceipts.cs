using Dapper;
using SmsBridge.Messages;
using SmsBridge.Store;

namespace SmsBridge.Ledger;

/// <summary>Whether a client was told of something.</summary>
internal enum Told
{
    No,
    Yes,

    /// <summary>It is being sent, or in doubt: soon it will be known.</summary>
    NotYetKnown,

    /// <summary>Nobody could find out.</summary>
    NeverKnown,
}

/// <summary>Whether a client was told of something before it is taken back.</summary>
internal sealed class SentReceipts(Database database, EventTypeCodes codes)
{
    /// <summary>Whether an SMS of this type about this resource left. One that waits has not: it is looked up again, and what was taken back is not told.</summary>
    public async Task<Told> WasSentAsync(long tenantId, EventType type, long resourceId, CancellationToken cancellationToken)
    {
        if (!codes.TryGet(type, out var typeId))
        {
            return Told.No;
        }

        await using var connection = database.OpenRead();
        var all = (await connection.QueryAsync<(MessageStatus Status, string? Reason, bool IsInWork)>(new CommandDefinition(
            """
            SELECT message.status, message.reason, CASE WHEN message.lease_owner IS NULL THEN 0 ELSE 1 END FROM event JOIN message ON message.event_id = event.id
            WHERE event.tenant_id = @tenantId AND event.type_id = @typeId AND event.resource_id = @resourceId AND event.verdict = 1
            """,
            new { tenantId, typeId, resourceId }, cancellationToken: cancellationToken))).AsList();
        return all.Exists(it => it.Status is MessageStatus.Sent or MessageStatus.Delivered) ? Told.Yes
            : all.Exists(it => it.Status == MessageStatus.Sending || (it.Status == MessageStatus.Queued && it.IsInWork)) ? Told.NotYetKnown
            : all.Exists(it => it is { Status: MessageStatus.DeadLettered, Reason: Reasons.OutcomeUnknown }) ? Told.NeverKnown
            : Told.No;
    }
}
