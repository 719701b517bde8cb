using SmsBridge.Messages;
using SmsBridge.Store;

namespace SmsBridge.Privacy.Retention;

/// <summary>What a lane offers next, and how far it is: all inside the transaction that takes out.</summary>
internal static class RetentionLaneStore
{
    /// <summary>By the key, whose second column the lane is.</summary>
    private static readonly string EveryLane = string.Join(", ", RetentionLane.All.Select(lane => lane.Number));

    /// <summary>The next of a lane, oldest first, by the index that has them so: nothing is scanned, however long the record is.</summary>
    /// <param name="isOfLeft">Of those that were left by earlier runs, else of those behind the lane's place.</param>
    public static List<RetentionCandidate> Next(WriteSession session, RetentionReach reach, bool isOfLeft, long after, int most) => session.Query<RetentionCandidate>(
        NextSql(session.Dialect, reach.Lane, isOfLeft), new { tenantId = reach.TenantId, reach.Lane.Number, reach.Cut, after, most });

    internal static string NextSql(SqlDialect dialect, RetentionLane lane, bool isOfLeft)
    {
        var (rows, id) = (RetentionStore.RowsOf(lane), RetentionStore.IdOf(lane));
        var columns = lane.Source switch
        {
            RetentionSource.Messages => $"{rows}.received_at AS ReceivedAt, status AS Status, COALESCE(final_at, sent_at) AS SettledAt",
            RetentionSource.Aside => $"{rows}.received_at AS ReceivedAt, CAST(NULL AS BIGINT) AS Status, {rows}.received_at AS SettledAt",
            _ => $"{rows}.received_at AS ReceivedAt, (SELECT status FROM message WHERE message.event_id = {rows}.event_id) AS Status, CASE WHEN due_at IS NULL THEN {rows}.received_at END AS SettledAt",
        };
        return isOfLeft
            ? $"""
                SELECT {rows}.{id} AS Id, {columns} FROM retention_left CROSS JOIN {rows}
                WHERE retention_left.tenant_id = @tenantId AND retention_left.lane = @Number AND retention_left.event_id > @after AND {rows}.{id} = retention_left.event_id
                ORDER BY retention_left.event_id LIMIT @most
                """
            : $"""
                SELECT {id} AS Id, {columns} FROM {rows}{dialect.ByIndex(Index(lane))}
                WHERE {RetentionStore.OfTenant(lane)} AND {id} > @after AND {id} < @Cut ORDER BY {id} LIMIT @most
                """;
    }

    /// <summary>Up to which event a lane is done with.</summary>
    public static long PlaceOf(WriteSession session, RetentionReach reach) => session.QueryFirst<long?>(
        "SELECT event_id FROM retention_cursor WHERE tenant_id = @TenantId AND lane = @Number", new { reach.TenantId, reach.Lane.Number }) ?? 0;

    public static void Move(WriteSession session, RetentionReach reach, long to) => session.Execute("""
        INSERT INTO retention_cursor (tenant_id, lane, event_id) VALUES (@TenantId, @Number, @to) ON CONFLICT (tenant_id, lane) DO UPDATE SET event_id = excluded.event_id
        """, new { reach.TenantId, reach.Lane.Number, to });

    /// <summary>To be looked at again.</summary>
    public static void Leave(WriteSession session, RetentionReach reach, IEnumerable<long> ids) => session.Execute($"""
        INSERT INTO retention_left (tenant_id, lane, event_id) SELECT @TenantId, @Number, old.value FROM {session.Dialect.Numbers("@ids", "old")} WHERE true
        ON CONFLICT (tenant_id, lane, event_id) DO NOTHING
        """, new { reach.TenantId, reach.Lane.Number, ids = SqlDialect.List(ids) });

    /// <summary>Done with, after they had been left.</summary>
    /// <param name="fromAll">They are gone, so that no other lane has to look at them either.</param>
    public static void Settle(WriteSession session, RetentionReach reach, string ids, bool fromAll) => session.Execute(
        $"DELETE FROM retention_left WHERE tenant_id = @TenantId AND lane {(fromAll ? $"IN ({EveryLane})" : "= @Number")} AND {session.Dialect.Listed("event_id")}",
        new { reach.TenantId, reach.Lane.Number, ids });

    public static void Count(WriteSession session, RetentionReach reach, long more) => Count(session, reach.TenantId, reach.Lane.Kind, more);

    public static void Count(WriteSession session, long tenantId, RetentionKind kind, long more) => session.Execute("""
        INSERT INTO retention_count (tenant_id, kind, under_way, last_run) VALUES (@tenantId, @kind, @more, 0)
        ON CONFLICT (tenant_id, kind) DO UPDATE SET under_way = retention_count.under_way + excluded.under_way
        """, new { tenantId, kind = (int)kind, more });

    /// <summary>A run is over.</summary>
    /// <returns>What it took out, by kind, with what a run before it did that was cut off.</returns>
    public static IReadOnlyDictionary<RetentionKind, long> End(WriteSession session, long tenantId, DateTimeOffset at, DateTimeOffset? overdueAt)
    {
        var counts = session.Query<(int Kind, long Count)>("SELECT kind, under_way FROM retention_count WHERE tenant_id = @tenantId", new { tenantId });
        session.Execute("UPDATE retention_count SET last_run = under_way, under_way = 0 WHERE tenant_id = @tenantId", new { tenantId });
        session.Execute("""
            INSERT INTO retention_run (tenant_id, ran_at, waits, overdue_at)
            VALUES (@tenantId, @now, (SELECT COUNT(DISTINCT event_id) FROM retention_left WHERE tenant_id = @tenantId), @overdue)
            ON CONFLICT (tenant_id) DO UPDATE SET ran_at = excluded.ran_at, waits = excluded.waits, overdue_at = excluded.overdue_at
            """, new { tenantId, now = at.ToUnixTimeMilliseconds(), overdue = overdueAt?.ToUnixTimeMilliseconds() });
        return counts.Where(row => row.Count > 0).ToDictionary(row => (RetentionKind)row.Kind, row => row.Count);
    }

    /// <summary>Everything is kept for ever now: nothing is late.</summary>
    public static void Rest(WriteSession session, long tenantId) => session.Execute("DELETE FROM retention_run WHERE tenant_id = @tenantId", new { tenantId });

    private static string Index(RetentionLane lane) => lane.Source switch
    {
        RetentionSource.Messages => "message_tenant",
        RetentionSource.Aside => "event_set_aside",
        _ => "money_transaction_tenant",
    };
}

/// <summary>An event that is old enough by its number.</summary>
internal sealed record RetentionCandidate
{
    public long Id { get; init; }

    public long ReceivedAt { get; init; }

    public MessageStatus? Status { get; init; }

    /// <summary>When it came to what it is; null: it has not come to an end.</summary>
    public long? SettledAt { get; init; }

    /// <summary>It came before a time, its SMS is settled, and nothing new was said of it for a while.</summary>
    public bool IsSettled(DateTimeOffset before, DateTimeOffset rested) =>
        ReceivedAt < before.ToUnixTimeMilliseconds() && Status is not (MessageStatus.Queued or MessageStatus.Sending) && SettledAt is { } settled && settled < rested.ToUnixTimeMilliseconds();
}
