using Dapper;
using SmsBridge.Messages;
using SmsBridge.Store;

namespace SmsBridge.Ledger;

/// <summary>Which way an event came, and when its message was queued.</summary>
internal readonly record struct QueuedEvent(long EventId, Dialect Dialect, long QueuedAt, long ReceivedAt)
{
    /// <inheritdoc cref="ClaimedMessage.IsResent"/>
    public bool IsResent => QueuedAt > ReceivedAt;
}

/// <summary>Which way an event came, for whoever needs it seldom: a claim does not read it.</summary>
internal sealed class EventWays(Database database)
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
        var found = await connection.QueryAsync<(long Id, long Dialect, long QueuedAt, long ReceivedAt)>(
            """
            SELECT origin.id, origin.dialect, message.queued_at, message.received_at FROM event AS origin JOIN message ON message.event_id = origin.id
            WHERE origin.id = (SELECT CASE WHEN dialect = @Member THEN sub_resource_id ELSE resource_id END FROM event WHERE id = @eventId)
            """, new { eventId, Member = (int)Dialect.Member });
        return found.Select(static row => (QueuedEvent?)new QueuedEvent(row.Id, (Dialect)row.Dialect, row.QueuedAt, row.ReceivedAt)).FirstOrDefault();
    }

    /// <summary>Whether there is an event of this type about this resource already.</summary>
    public async Task<bool> IsThereAsync(long tenantId, EventType type, long resourceId, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenBriefReadAsync();
        return await connection.ExecuteScalarAsync<long?>(new CommandDefinition(
            """
            SELECT id FROM event WHERE tenant_id = @tenantId AND type_id = (SELECT id FROM event_type WHERE entity = @Entity AND action = @Action AND tenant_id IS NULL) AND resource_id = @resourceId AND verdict = 1 LIMIT 1
            """, new { tenantId, type.Entity, type.Action, resourceId }, cancellationToken: cancellationToken)) is not null;
    }
}
