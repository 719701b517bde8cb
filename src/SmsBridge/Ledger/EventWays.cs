using Dapper;
using SmsBridge.Messages;
using SmsBridge.Store;

namespace SmsBridge.Ledger;

/// <summary>When the message of an event was queued.</summary>
/// <param name="IsResent">A person sent it anew.</param>
internal readonly record struct QueuedEvent(long EventId, long QueuedAt, long ReceivedAt, bool IsResent);

/// <summary>Which way an event came, for whoever needs it seldom: a claim does not read it.</summary>
internal sealed class EventWays(Database database, EventTypeCodes codes)
{
    public async Task<Dialect> OfAsync(long eventId)
    {
        await using var connection = await database.OpenBriefReadAsync();
        return (Dialect)await connection.ExecuteScalarAsync<long>("SELECT dialect FROM event WHERE id = @eventId", new { eventId });
    }

    /// <summary>Of a copy, or a member's part of a group's: what it copies, or is a part of; null: it is there no more.</summary>
    public async Task<QueuedEvent?> OriginOfAsync(long eventId)
    {
        await using var connection = await database.OpenBriefReadAsync();
        var found = await connection.QueryAsync<(long Id, long QueuedAt, long ReceivedAt)>(
            """
            SELECT event_id, queued_at, received_at FROM message
            WHERE event_id = (SELECT CASE WHEN dialect = @Member THEN sub_resource_id ELSE resource_id END FROM event WHERE id = @eventId)
            """, new { eventId, Member = (int)Dialect.Member });
        return found.Select(static row => (QueuedEvent?)new QueuedEvent(row.Id, row.QueuedAt, row.ReceivedAt, IsResent: row.QueuedAt > row.ReceivedAt)).FirstOrDefault();
    }

    /// <summary>Whether there is an event of this type about this resource already.</summary>
    public async Task<bool> IsThereAsync(long tenantId, EventType type, long resourceId, CancellationToken cancellationToken)
    {
        if (!codes.TryGet(type, out var typeId))
        {
            return false; // nothing has ever been stored of it
        }

        await using var connection = await database.OpenBriefReadAsync();
        return await connection.ExecuteScalarAsync<bool>(new CommandDefinition(
            "SELECT EXISTS (SELECT 1 FROM event WHERE tenant_id = @tenantId AND type_id = @typeId AND resource_id = @resourceId AND verdict = 1)",
            new { tenantId, typeId, resourceId }, cancellationToken: cancellationToken));
    }
}
