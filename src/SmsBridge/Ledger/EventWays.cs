using Dapper;
using SmsBridge.Store;

namespace SmsBridge.Ledger;

/// <summary>Which way an event came, for whoever needs it seldom: a claim does not read it.</summary>
internal sealed class EventWays(Database database)
{
    public async Task<Dialect> OfAsync(long eventId)
    {
        await using var connection = await database.OpenBriefReadAsync();
        return (Dialect)await connection.ExecuteScalarAsync<long>("SELECT dialect FROM event WHERE id = @eventId", new { eventId });
    }

    /// <summary>Of a copy: when the message that it copies was queued; null: it is there no more.</summary>
    public async Task<long?> QueuedOfCopiedAsync(long eventId)
    {
        await using var connection = await database.OpenBriefReadAsync();
        return await connection.ExecuteScalarAsync<long?>("SELECT queued_at FROM message WHERE event_id = (SELECT resource_id FROM event WHERE id = @eventId)", new { eventId });
    }
}
