using System.Data.Common;
using Dapper;
using SmsBridge.Operators;

namespace SmsBridge.Statistics;

/// <summary>What a tenant has waiting now.</summary>
/// <param name="Count">Counted up to ten thousand of each kind.</param>
/// <param name="OldestAt">Of what was counted.</param>
internal readonly record struct TenantWaiting(long TenantId, long Count, long OldestAt, long InDoubt);

/// <summary>What waits, live: jumps from tenant to tenant in the indexes of waiting events and messages, looks through what has just come in, and counts only so far.</summary>
internal static class WaitingQuery
{
    private const int Most = 10_000;

    public static async Task<IReadOnlyList<TenantWaiting>> RunAsync(DbConnection connection, VisibleTenants tenants, CancellationToken cancellationToken)
    {
        var waiting = await connection.QueryAsync<long>(new CommandDefinition("""
            WITH RECURSIVE events (tenant_id) AS (
                SELECT (SELECT MIN(tenant_id) FROM event WHERE pending = 1)
                UNION ALL
                SELECT (SELECT MIN(event.tenant_id) FROM event WHERE event.pending = 1 AND event.tenant_id > events.tenant_id)
                FROM events WHERE events.tenant_id IS NOT NULL
            ), messages (tenant_id) AS (
                SELECT (SELECT MIN(tenant_id) FROM message WHERE due_at IS NOT NULL)
                UNION ALL
                SELECT (SELECT MIN(message.tenant_id) FROM message WHERE message.due_at IS NOT NULL AND message.tenant_id > messages.tenant_id)
                FROM messages WHERE messages.tenant_id IS NOT NULL
            )
            SELECT tenant_id FROM events WHERE tenant_id IS NOT NULL
            UNION SELECT tenant_id FROM event WHERE pending = 2 AND id > (SELECT event_id FROM inbox_cursor)
            UNION SELECT tenant_id FROM messages WHERE tenant_id IS NOT NULL
            """, cancellationToken: cancellationToken));
        var counted = new List<TenantWaiting>();
        foreach (var tenantId in waiting.Where(tenants.Cover))
        {
            var (count, oldest, inDoubt) = await connection.QueryFirstAsync<(long, long?, long?)>(new CommandDefinition("""
                SELECT COUNT(*), MIN(received_at), SUM(reason IS 'outcome_unknown') FROM (
                    SELECT received_at, NULL AS reason FROM event
                    WHERE id IN (SELECT id FROM waiting_event WHERE tenant_id = @tenantId ORDER BY id LIMIT @Most)
                    UNION ALL
                    SELECT * FROM (SELECT received_at, reason FROM message WHERE tenant_id = @tenantId AND due_at IS NOT NULL ORDER BY due_at LIMIT @Most)
                )
                """, new { tenantId, Most }, cancellationToken: cancellationToken));
            if (oldest is { } at)
            {
                counted.Add(new TenantWaiting(tenantId, count, at, inDoubt ?? 0));
            }
        }

        return counted;
    }
}
