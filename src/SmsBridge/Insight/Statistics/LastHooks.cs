using Dapper;
using SmsBridge.Insight.EventLog;
using SmsBridge.Ledger;
using SmsBridge.Messages;
using SmsBridge.Store;

namespace SmsBridge.Insight.Statistics;

/// <summary>The latest hook of a tenant that was taken.</summary>
internal readonly record struct LastHook(long EventId, DateTimeOffset At);

/// <summary>
/// When each tenant was last heard of: an event is in one of three places, each with an index by tenant, so a few look-ups each; what has just
/// come in is looked through once. What was refused does not count: anybody can send it. Nor do the bridge's own tests, its reminders and reports, and what it made up: no core sent them.
/// </summary>
internal sealed class LastHooks(Database database)
{
    /// <summary>Of each tenant, refused ones and tests looked through for one that was neither.</summary>
    private const int AsideBudget = 5_000;

    /// <returns>By tenant number; without those that never sent one.</returns>
    public async Task<IReadOnlyDictionary<long, LastHook>> ListAsync(IEnumerable<long> tenantIds, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenReadAsync(cancellationToken);
        var rows = await connection.QueryAsync<(long TenantId, long EventId, long At)>(new CommandDefinition($"""
            WITH arrived (tenant_id, id) AS MATERIALIZED ( -- once, not for each tenant: there may be many
                SELECT tenant_id, MAX(id) FROM event WHERE pending = 2 AND dialect NOT IN ({Dialects.NotOfCore}) AND id > (SELECT event_id FROM inbox_cursor) GROUP BY tenant_id
            )
            SELECT tenant.value, event.id, event.received_at FROM {database.Dialect.Numbers("@ids", "tenant")} JOIN event ON event.id = (SELECT MAX(id) FROM (
                SELECT ({CoreEventsSql.Taken("tenant_id = tenant.value", "@Budget", "1")}) AS id
                UNION ALL SELECT (SELECT id FROM event AS waiting WHERE tenant_id = tenant.value AND pending = 1 AND dialect NOT IN ({Dialects.NotOfCore}) ORDER BY id DESC LIMIT 1)
                UNION ALL SELECT id FROM arrived WHERE tenant_id = tenant.value
                UNION ALL SELECT (
                    SELECT id FROM (SELECT id, verdict, type_id, dialect FROM event AS aside WHERE tenant_id = tenant.value AND verdict <> 1 ORDER BY id DESC LIMIT @AsideBudget) AS aside
                    WHERE verdict <> 4 AND dialect NOT IN ({Dialects.MadeHere}) AND type_id IS DISTINCT FROM (SELECT id FROM event_type WHERE entity = @Entity AND action = @Action) LIMIT 1)) AS latest)
            """, new { ids = SqlDialect.List(tenantIds), Budget = CoreEventsSql.MostWalked, AsideBudget, EventType.PathTest.Entity, EventType.PathTest.Action }, cancellationToken: cancellationToken));
        return rows.ToDictionary(it => it.TenantId, it => new LastHook(it.EventId, StoredTime.At(it.At)));
    }
}
