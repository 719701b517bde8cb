using SmsBridge.Insight.MessageList;
using SmsBridge.Ledger;

namespace SmsBridge.Console.Pages.EventList;

/// <summary>
/// Where a searched event may lie: by client and loan in an index of messages, among what waits, or in an index of what was set aside; by its own
/// number under the primary key. Each gives a page per tenant, in the order of ids.
/// </summary>
internal static class EventSearchSql
{
    public static IEnumerable<string> Parts(SearchTerm term, Verdict? verdict, string order)
    {
        var isOf = verdict is { } one ? $"AND verdict = {(int)one}" : "";
        if (term.EventId is not null)
        {
            yield return $"SELECT id FROM event WHERE tenant_id = t.value AND id = @EventId AND id >= @Low AND id < @High {isOf}";
        }

        foreach (var (name, id) in new[] { ("client", "@ClientId"), ("loan", "@LoanId") }.Where(each => (each.Item1 == "client" ? term.ClientId : term.LoanId) is not null))
        {
            if (verdict is null or Verdict.Accepted)
            {
                yield return $"""
                    SELECT event_id FROM message INDEXED BY message_{name}
                    WHERE tenant_id = t.value AND {name}_id = {id} AND event_id >= @Low AND event_id < @High ORDER BY event_id {order} LIMIT @Rows
                    """;
                yield return $"SELECT id FROM waiting_event WHERE tenant_id = t.value AND {name}_id = {id} AND id >= @Low AND id < @High ORDER BY id {order} LIMIT @Rows";
            }

            if (verdict != Verdict.Accepted)
            {
                yield return $"""
                    SELECT id FROM event INDEXED BY event_aside_{name}
                    WHERE tenant_id = t.value AND {name}_id = {id} AND verdict <> 1 AND {name}_id IS NOT NULL AND id >= @Low AND id < @High {isOf}
                    ORDER BY id {order} LIMIT @Rows
                    """;
            }
        }
    }
}
