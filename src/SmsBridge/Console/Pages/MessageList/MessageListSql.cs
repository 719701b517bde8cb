namespace SmsBridge.Console.Pages.MessageList;

/// <summary>
/// Builds the list's statements. Tenant by tenant through a correlated sub-query with its own LIMIT: each reads a page from its index, and
/// only those few rows are put in order together.
/// </summary>
internal static class MessageListSql
{
    public static string Rows(MessageSource source, MessageFilter filter, bool isUp) => source.IsPending
        ? $"""
            SELECT {MessageRow.PendingColumns} FROM json_each(@Tenants) AS t CROSS JOIN event AS m
            WHERE m.id IN ({Page(source, filter, isUp)}) ORDER BY m.id {Order(isUp)} LIMIT @Rows
            """
        : $"""
            SELECT {MessageRow.Columns} FROM json_each(@Tenants) AS t CROSS JOIN message AS m
            WHERE m.event_id IN ({Page(source, filter, isUp)}) ORDER BY m.event_id {Order(isUp)} LIMIT @Rows
            """;

    /// <summary>The ids of the newest alone, to count them. In order, or the planner walks all there are and asks of each whether it is among them.</summary>
    public static string Ids(MessageSource source, MessageFilter filter) => source.IsPending
        ? $"SELECT m.id FROM json_each(@Tenants) AS t CROSS JOIN event AS m WHERE m.id IN ({Page(source, filter, isUp: false)}) ORDER BY m.id DESC LIMIT @Rows"
        : $"SELECT m.event_id FROM json_each(@Tenants) AS t CROSS JOIN message AS m WHERE m.event_id IN ({Page(source, filter, isUp: false)}) ORDER BY m.event_id DESC LIMIT @Rows";

    /// <summary>How many there are, each tenant's to the limit: out of the index alone where it knows enough.</summary>
    public static string Count(MessageSource source, MessageFilter filter) =>
        $"SELECT COALESCE(SUM((SELECT COUNT(*) FROM ({Page(source, filter, isUp: false)}))), 0) FROM json_each(@Tenants) AS t";

    /// <summary>How far the walks got: the end nearest to the beginning, of those tenants that have more rows than were looked through.</summary>
    public static string WalkEnd(MessageSource source, bool isUp) => $"""
        SELECT {(isUp ? "MIN" : "MAX")}(reached) FROM (
            SELECT (
                SELECT event_id FROM message{By(source)}
                WHERE tenant_id = t.value AND event_id >= @Low AND event_id < @High {Walked(source)}
                ORDER BY event_id {Order(isUp)} LIMIT 1 OFFSET @Budget - 1) AS reached
            FROM json_each(@Tenants) AS t)
        """;

    private static string Page(MessageSource source, MessageFilter filter, bool isUp)
    {
        var rest = Rest(source, filter);
        if (source.IsPending)
        {
            return $"""
                SELECT id FROM waiting_event WHERE tenant_id = t.value AND id >= @Low AND id < @High {source.Where} {rest}
                ORDER BY id {Order(isUp)} LIMIT @Rows
                """;
        }

        return source.IsWalk
            ? $"""
                SELECT event_id FROM (
                    SELECT event_id, status{(filter.Event is null ? "" : ", type_id")}, reason FROM message{By(source)}
                    WHERE tenant_id = t.value AND event_id >= @Low AND event_id < @High {Walked(source)}
                    ORDER BY event_id {Order(isUp)} LIMIT @Budget)
                WHERE 1 = 1 {source.Where} {rest} LIMIT @Rows
                """
            : $"""
                SELECT event_id FROM message{By(source)}
                WHERE tenant_id = t.value AND event_id >= @Low AND event_id < @High {source.Where} {rest}
                ORDER BY event_id {Order(isUp)} LIMIT @Rows
                """;
    }

    /// <summary>Of a walk, what an index does know: that something went wrong. The status of all others is found by looking.</summary>
    private static string Walked(MessageSource source) => source.Where.Contains("IN (5, 6, 7)", StringComparison.Ordinal) ? source.Where : "";

    private static string Rest(MessageSource source, MessageFilter filter)
    {
        var type = filter.Event is null ? "" : "AND type_id = @TypeId";
        var reason = filter.Reason is null ? "" : source.IsPending ? "AND 1 = 0" : "AND reason = @Reason";
        return $"{type} {reason}";
    }

    private static string By(MessageSource source) => source.Index is null ? "" : $" INDEXED BY {source.Index}";

    private static string Order(bool isUp) => isUp ? "ASC" : "DESC";
}
