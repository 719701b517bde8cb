using SmsBridge.Insight.MessageList;
using SmsBridge.Ledger;

namespace SmsBridge.Insight.EventLog;

/// <summary>
/// What a tenant's core sent, in the three places of <see cref="EventQueries"/>. Of what was taken, the event knows who sent it: so many of the newest are asked one by one, until there are enough.
/// </summary>
internal static class CoreEventsSql
{
    /// <summary>Of a tenant's messages, to find what its core sent under the rows of reports: some large ones in a row.</summary>
    public const int MostWalked = 50_000;

    /// <summary>Numbers of the newest that were taken of what a core sent.</summary>
    /// <param name="of">Which messages.</param>
    /// <param name="budget">So many of them are looked through.</param>
    public static string Taken(string of, string budget, string most) => $"""
        SELECT event_id FROM (SELECT event_id FROM message WHERE {of} ORDER BY event_id DESC LIMIT {budget}) AS taken
        WHERE (SELECT dialect FROM event WHERE id = taken.event_id) NOT IN ({Dialects.NotOfCore}) LIMIT {most}
        """;

    /// <summary>With <c>@tenantId</c>, <c>@most</c>, <c>@LookedThrough</c>, and the path test's <c>@Entity</c> and <c>@Action</c>.</summary>
    public static string Newest { get; } = $"""
        SELECT page.*, type.entity AS Entity, type.action AS Action FROM (
            SELECT {EventRow.MessageColumns} FROM message WHERE event_id IN (
                {Taken("tenant_id = @tenantId", "@LookedThrough", "@most")})
            UNION ALL
            SELECT {EventRow.EventColumns} FROM event WHERE id IN (
                SELECT id FROM {MessageFilters.Pending.Name} WHERE tenant_id = @tenantId AND dialect NOT IN ({Dialects.NotOfCore}) ORDER BY id DESC LIMIT @most)
            UNION ALL
            SELECT {EventRow.EventColumns} FROM event WHERE id IN (
                SELECT id FROM (SELECT id, type_id, dialect FROM event WHERE tenant_id = @tenantId AND verdict <> 1 ORDER BY id DESC LIMIT @LookedThrough) AS aside
                WHERE dialect NOT IN ({Dialects.MadeHere}) AND type_id IS DISTINCT FROM (SELECT id FROM event_type WHERE entity = @Entity AND action = @Action) LIMIT @most)
        ) AS page LEFT JOIN event_type AS type ON type.id = page.TypeId
        ORDER BY EventId DESC LIMIT @most
        """;
}
