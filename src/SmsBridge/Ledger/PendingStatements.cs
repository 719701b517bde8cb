using SmsBridge.Store;

namespace SmsBridge.Ledger;

/// <summary>Prepared statements of the way from inbox to outbox, which every accepted event takes; see migration 0021.</summary>
internal sealed class PendingStatements(WriteSession session) : IDisposable
{
    /// <summary>Jumps from tenant to tenant in the index: the backlog's size does not matter.</summary>
    private readonly PreparedStatement _tenants = session.Prepare("""
        WITH RECURSIVE waiting (tenant_id) AS (
            SELECT (SELECT MIN(tenant_id) FROM event WHERE pending = 1)
            UNION ALL
            SELECT (SELECT MIN(event.tenant_id) FROM event WHERE event.pending = 1 AND event.tenant_id > waiting.tenant_id)
            FROM waiting WHERE waiting.tenant_id IS NOT NULL
        )
        SELECT tenant_id FROM waiting WHERE tenant_id IS NOT NULL
        """);

    private readonly PreparedStatement _oldest = session.Prepare("""
        SELECT id, tenant_id, type_id, received_at, resource_id, client_id, loan_id, happened_at FROM event WHERE tenant_id = @tenantId AND pending = 1 ORDER BY id LIMIT @limit
        """, "tenantId", "limit");

    private readonly PreparedStatement _take = session.Prepare("UPDATE event SET pending = NULL WHERE tenant_id = @tenantId AND pending = 1 AND id <= @last", "tenantId", "last");

    private readonly PreparedStatement _cursor = session.Prepare("SELECT event_id FROM inbox_cursor");

    private readonly PreparedStatement _newest = session.Prepare("SELECT COALESCE(MAX(id), 0) FROM event");

    private readonly PreparedStatement _arrived = session.Prepare("""
        SELECT id, tenant_id, type_id, received_at, resource_id, client_id, loan_id, happened_at FROM event WHERE id > @cursor AND pending = 2 ORDER BY id LIMIT @limit
        """, "cursor", "limit");

    private readonly PreparedStatement _mark = session.Prepare("UPDATE event SET pending = @pending WHERE id = @eventId", "pending", "eventId");

    private readonly PreparedStatement _moveCursor = session.Prepare("UPDATE inbox_cursor SET event_id = @eventId", "eventId");

    /// <summary>Tenants with events put aside.</summary>
    public List<long> Tenants() => _tenants.Integers();

    /// <summary>Takes a tenant's oldest events put aside.</summary>
    public List<PendingEvent> Take(long tenantId, int limit)
    {
        _oldest.Bind(1, tenantId);
        _oldest.Bind(2, limit);
        var taken = Read(_oldest);
        if (taken.Count > 0)
        {
            _take.Bind(1, tenantId);
            _take.Bind(2, taken[^1].Id);
            _take.Execute();
        }

        return taken;
    }

    /// <summary>The relay has been through all events up to this one.</summary>
    public long Cursor() => _cursor.Scalar()!.Value;

    /// <summary>The newest event's id, whatever became of it.</summary>
    public long Newest() => _newest.Scalar()!.Value;

    /// <summary>What came in after the cursor and waits, in order of arrival.</summary>
    public List<PendingEvent> Arrived(long cursor, int limit)
    {
        _arrived.Bind(1, cursor);
        _arrived.Bind(2, limit);
        return Read(_arrived);
    }

    public void PutAside(long eventId) => Mark(eventId, 1);

    public void TakeOut(long eventId) => Mark(eventId, null);

    public void MoveCursor(long eventId)
    {
        _moveCursor.Bind(1, eventId);
        _moveCursor.Execute();
    }

    public void Dispose()
    {
        _tenants.Dispose();
        _oldest.Dispose();
        _take.Dispose();
        _cursor.Dispose();
        _newest.Dispose();
        _arrived.Dispose();
        _mark.Dispose();
        _moveCursor.Dispose();
    }

    private static List<PendingEvent> Read(PreparedStatement statement)
    {
        var events = new List<PendingEvent>();
        while (statement.Step())
        {
            events.Add(new PendingEvent
            {
                Id = statement.Integer(0),
                TenantId = statement.Integer(1),
                TypeId = statement.Integer(2),
                ReceivedAt = statement.Integer(3),
                ResourceId = statement.IntegerOrNull(4),
                ClientId = statement.IntegerOrNull(5),
                LoanId = statement.IntegerOrNull(6),
                HappenedAt = statement.IntegerOrNull(7),
            });
        }

        return events;
    }

    private void Mark(long eventId, long? pending)
    {
        _mark.Bind(1, pending);
        _mark.Bind(2, eventId);
        _mark.Execute();
    }
}
