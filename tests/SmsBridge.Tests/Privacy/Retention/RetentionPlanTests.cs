using System.Globalization;
using Dapper;
using SmsBridge.Privacy.Retention;
using SmsBridge.Store;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Privacy.Retention;

/// <summary>What is old is found at the end of an index, however long the record is.</summary>
public class RetentionPlanTests
{
    [FileOnly]
    [Theory]
    [InlineData(1, "message_tenant (tenant_id=? AND event_id>? AND event_id<?)")]
    [InlineData(2, "event_set_aside (tenant_id=? AND id>? AND id<?)")]
    [InlineData(3, "money_transaction_tenant (tenant_id=? AND event_id>? AND event_id<?)")]
    public async Task A_lane_is_walked_by_its_index(int lane, string index)
    {
        using var store = await TempStore.OpenAsync();

        var plan = store.Explain(
            RetentionLaneStore.NextSql(store.Database.Dialect, RetentionLane.All[lane - 1], isOfLeft: false), new { tenantId = 1L, Number = lane, Cut = 9L, after = 0L, most = 10 });

        plan[0].ShouldContain(index);
        plan.ShouldNotContain(step => step.Contains("SCAN", StringComparison.Ordinal) || step.Contains("TEMP B-TREE", StringComparison.Ordinal));
    }

    /// <summary>A server chooses by what it knows of the rows: a hundred thousand of fifty tenants.</summary>
    [PostgresOnly]
    [Fact]
    public async Task A_server_walks_it_so_too_and_deletes_by_number()
    {
        using var store = await TempStore.OpenAsync();
        await using var connection = store.Connect();
        await connection.ExecuteAsync("""
            INSERT INTO event (tenant_id, type_id, verdict, received_at, dialect) SELECT n % 50, 2, CASE WHEN n % 10 = 0 THEN 3 ELSE 1 END, n, 1 FROM generate_series(1, 100000) AS n;
            INSERT INTO message (event_id, tenant_id, type_id, received_at, status, queued_at, updated_at) SELECT id, tenant_id, 2, received_at, 4, received_at, received_at FROM event WHERE verdict = 1;
            INSERT INTO attempt (event_id, number, started_at) SELECT event_id, 1, received_at FROM message;
            INSERT INTO status_change (event_id, at, status, source) SELECT event_id, received_at, 4, 'provider' FROM message;
            INSERT INTO money_transaction (event_id, tenant_id, kind, received_at, code, message) SELECT event_id, tenant_id, 1, received_at, 'MR101', '' FROM message;
            INSERT INTO notification (subscription_id, event_id, occasion, webhook_id, body, created_at, state)
                SELECT 1, event_id, 2, 'msg_' || event_id, '', received_at, 2 FROM message;
            ANALYZE event, message, attempt, status_change, money_transaction, notification;
            """);
        var dialect = store.Database.Dialect;

        foreach (var lane in RetentionLane.All.Take(3))
        {
            var walk = RetentionLaneStore.NextSql(dialect, lane, isOfLeft: false).Replace("@tenantId", "7", StringComparison.Ordinal).Replace("@after", "0", StringComparison.Ordinal)
                .Replace("@Cut", "90000", StringComparison.Ordinal).Replace("@most", "100", StringComparison.Ordinal);
            (await PlanAsync(walk)).ShouldNotContain("Sort");
        }

        var ids = dialect.Numbers($"'{SqlDialect.List(Enumerable.Range(1, 100).Select(number => (long)number))}'", "old");
        foreach (var (table, column) in new[] { ("message", "event_id"), ("attempt", "event_id"), ("status_change", "event_id"), ("notification", "event_id"), ("money_transaction", "event_id"), ("event", "id") })
        {
            await PlanAsync(string.Create(CultureInfo.InvariantCulture, $"DELETE FROM {table} WHERE {column} IN (SELECT value FROM {ids})"));
        }

        async Task<string> PlanAsync(string sql)
        {
            var plan = string.Join('\n', await connection.QueryAsync<string>($"EXPLAIN {sql}"));
            plan.ShouldNotContain("Seq Scan on");
            return plan;
        }
    }
}
