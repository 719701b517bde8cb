using System.Collections.Concurrent;
using SmsBridge.Storage;

namespace SmsBridge.Inbox;

/// <summary>Sole writer of <c>event</c> and <c>event_type</c>: append what came in, hand it to the outbox.</summary>
internal sealed class EventInbox(Database database, EventTypeCodes codes)
{
    private const int MostIdleOperations = 1_024;

    private readonly ConcurrentQueue<AppendEvent> _idle = [];

    /// <summary>Stores a hook. When this returns, it is on disk.</summary>
    /// <exception cref="StoreUnavailableException">It could not be stored; nothing was.</exception>
    public async ValueTask<StoredEvent> AppendAsync(NewEvent newEvent)
    {
        if (!_idle.TryDequeue(out var operation))
        {
            operation = new AppendEvent(codes);
        }

        operation.Reset();
        operation.Fill(newEvent);
        try
        {
            return await database.WriteAsync(operation);
        }
        finally
        {
            operation.Clear();
            if (_idle.Count < MostIdleOperations)
            {
                _idle.Enqueue(operation);
            }
        }
    }

    /// <summary>Tenants with events the relay has not taken. Jumps from tenant to tenant in the index: the backlog's size does not matter.</summary>
    public static List<long> WaitingTenants(WriteSession session) => session.Query<long>("""
        WITH RECURSIVE waiting (tenant_id) AS (
            SELECT (SELECT MIN(tenant_id) FROM event WHERE pending = 1)
            UNION ALL
            SELECT (SELECT MIN(event.tenant_id) FROM event WHERE event.pending = 1 AND event.tenant_id > waiting.tenant_id)
            FROM waiting WHERE waiting.tenant_id IS NOT NULL
        )
        SELECT tenant_id FROM waiting WHERE tenant_id IS NOT NULL
        """);

    /// <summary>Takes a tenant's oldest waiting events out of the inbox, inside the caller's transaction.</summary>
    public static List<PendingEvent> Take(WriteSession session, long tenantId, int limit)
    {
        var taken = session.Query<PendingEvent>("""
            SELECT id AS Id, type_id AS TypeId, received_at AS ReceivedAt, resource_id AS ResourceId, client_id AS ClientId, loan_id AS LoanId
            FROM event WHERE tenant_id = @tenantId AND pending = 1 ORDER BY id LIMIT @limit
            """, new { tenantId, limit });
        if (taken.Count > 0)
        {
            session.Execute(
                "UPDATE event SET pending = NULL WHERE tenant_id = @tenantId AND pending = 1 AND id <= @last",
                new { tenantId, last = taken[^1].Id });
        }

        return taken;
    }

    /// <summary>Takes one waiting event out of the inbox, inside the caller's transaction; null: it does not wait there.</summary>
    public static PendingEvent? TakeOne(WriteSession session, long tenantId, long eventId) => session.QueryFirst<PendingEvent>("""
        UPDATE event SET pending = NULL WHERE id = @eventId AND tenant_id = @tenantId AND pending = 1
        RETURNING id AS Id, type_id AS TypeId, received_at AS ReceivedAt, resource_id AS ResourceId, client_id AS ClientId, loan_id AS LoanId
        """, new { tenantId, eventId });
}

/// <summary>An accepted event as the outbox takes it over.</summary>
internal sealed record PendingEvent
{
    public required long Id { get; init; }

    public required long TypeId { get; init; }

    public required long ReceivedAt { get; init; }

    public long? ResourceId { get; init; }

    public long? ClientId { get; init; }

    public long? LoanId { get; init; }
}
