using System.Data.Common;
using Dapper;
using SmsBridge.Ledger;
using SmsBridge.Operators;

namespace SmsBridge.Insight.Statistics;

/// <summary>What a tenant has waiting now.</summary>
/// <param name="Count">Counted up to ten thousand of each kind.</param>
/// <param name="OldestAt">Since when the oldest of what was counted waits: its hook, or when it was queued anew, when its planned SMS became due, or when
/// quiet hours ended. Null: all of it waits for the end of quiet hours.</param>
internal readonly record struct TenantWaiting(long TenantId, long Count, long? OldestAt, long InDoubt);

/// <summary>
/// What waits, live: jumps from tenant to tenant in the indexes of waiting events and messages, looks through what has just come in, and counts
/// only so far. A second SMS that is planned for later waits for nothing, and does not count before its time.
/// </summary>
internal static class WaitingQuery
{
    private const int Most = 10_000;

    public static async Task<IReadOnlyList<TenantWaiting>> RunAsync(
        DbConnection connection, VisibleTenants tenants, DateTimeOffset at, CancellationToken cancellationToken)
    {
        var now = at.ToUnixTimeMilliseconds();
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
            var (count, oldest, inDoubt) = await connection.QueryFirstAsync<(long, long?, long?)>(
                new CommandDefinition(WaitingSql.OfTenant, new { tenantId, Most, now }, cancellationToken: cancellationToken));
            if (count > 0)
            {
                counted.Add(new TenantWaiting(tenantId, count, oldest, inDoubt ?? 0));
            }
        }

        return counted;
    }
}
