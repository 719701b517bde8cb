using Microsoft.Data.Sqlite;
using SmsBridge.Storage;

namespace SmsBridge.Inbox;

/// <summary>Prepared statements of the way from inbox to outbox, which every accepted event takes.</summary>
internal sealed class PendingStatements(SqliteConnection connection) : IDisposable
{
    /// <summary>Jumps from tenant to tenant in the index: the backlog's size does not matter.</summary>
    private readonly PreparedStatement _tenants = new(connection, """
        WITH RECURSIVE waiting (tenant_id) AS (
            SELECT (SELECT MIN(tenant_id) FROM event WHERE pending = 1)
            UNION ALL
            SELECT (SELECT MIN(event.tenant_id) FROM event WHERE event.pending = 1 AND event.tenant_id > waiting.tenant_id)
            FROM waiting WHERE waiting.tenant_id IS NOT NULL
        )
        SELECT tenant_id FROM waiting WHERE tenant_id IS NOT NULL
        """);

    private readonly PreparedStatement _oldest = new(connection, """
        SELECT id, type_id, received_at, resource_id, client_id, loan_id FROM event WHERE tenant_id = ?1 AND pending = 1 ORDER BY id LIMIT ?2
        """);

    private readonly PreparedStatement _take = new(connection, "UPDATE event SET pending = NULL WHERE tenant_id = ?1 AND pending = 1 AND id <= ?2");

    public List<long> Tenants() => _tenants.Integers();

    public List<PendingEvent> Take(long tenantId, int limit)
    {
        var taken = new List<PendingEvent>();
        _oldest.Bind(1, tenantId);
        _oldest.Bind(2, limit);
        while (_oldest.Step())
        {
            taken.Add(new PendingEvent
            {
                Id = _oldest.Integer(0),
                TypeId = _oldest.Integer(1),
                ReceivedAt = _oldest.Integer(2),
                ResourceId = _oldest.IntegerOrNull(3),
                ClientId = _oldest.IntegerOrNull(4),
                LoanId = _oldest.IntegerOrNull(5),
            });
        }

        if (taken.Count > 0)
        {
            _take.Bind(1, tenantId);
            _take.Bind(2, taken[^1].Id);
            _take.Execute();
        }

        return taken;
    }

    public void Dispose()
    {
        _tenants.Dispose();
        _oldest.Dispose();
        _take.Dispose();
    }
}
