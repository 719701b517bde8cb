using SmsBridge.Store;

namespace SmsBridge.Insight.Statistics;

/// <summary>Counts and what is removed by its age: the counts stay, so everything has to be in them before it goes.</summary>
internal static class RollUpRetention
{
    /// <summary>Whether an hour of before a time is still to be counted, or an event of before another to be looked at.</summary>
    /// <param name="firstId">The first event that may be young enough not to be counted yet.</param>
    public static bool IsBehind(WriteSession session, long before, long firstId) => session.Scalar<bool>($"""
        SELECT EXISTS (SELECT 1 FROM roll_up_report_due WHERE start < @before)
            OR EXISTS (SELECT 1 FROM event WHERE id = (SELECT MAX(id) FROM event WHERE id < @firstId) AND {session.Dialect.IsAhead("roll_up_cursor", "event")})
        """, new { before, firstId });

    /// <summary>Their messages go: nothing about them is remembered for a next look.</summary>
    /// <param name="ids">Of events, as <see cref="SqlDialect.List(IEnumerable{long})"/>.</param>
    public static void Forget(WriteSession session, string ids) =>
        session.Execute($"DELETE FROM roll_up_open WHERE {session.Dialect.Listed("event_id")}", new { ids });
}
