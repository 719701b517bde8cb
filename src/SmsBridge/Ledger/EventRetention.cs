using SmsBridge.Store;

namespace SmsBridge.Ledger;

/// <summary>
/// Takes out what is old, of many events together. Which may go is decided before: what waits, is under way or in doubt never does. Of an accepted event that is removed the row of the event
/// stays, emptied to what makes it the only one of its kind, so that a repeat of the core makes no second SMS however late it comes.
/// </summary>
internal static class EventRetention
{
    /// <summary>The hook as it came, and what core and provider said when something was wrong.</summary>
    public static void DropRaw(WriteSession session, IEnumerable<long> eventIds)
    {
        var ids = SqlDialect.List(eventIds);
        session.Execute($"UPDATE event SET body = NULL WHERE {session.Dialect.Listed("id")} AND body IS NOT NULL", new { ids });
        PeerAnswers.EraseAll(session, ids);
    }

    /// <summary>Number, text and whatever else speaks of the client, as an erasure does; without a line on each timeline, which nobody would read.</summary>
    public static void TakeOut(WriteSession session, IReadOnlyList<long> eventIds, DateTimeOffset at)
    {
        var (ids, now) = (SqlDialect.List(eventIds), at.ToUnixTimeMilliseconds());
        foreach (var eventId in eventIds)
        {
            session.Execute(Transitions.Erased.Sql, new { eventId, now });
        }

        session.Execute($"""
            UPDATE event SET body = NULL, text = NULL, mobile_no = NULL, detail = NULL, erased_at = COALESCE(erased_at, @now), {EventErasure.DigestSet},
                aged = CASE WHEN erased_at IS NULL THEN 0 ELSE aged END
            WHERE {session.Dialect.Listed("id")}
            """, new { ids, now, Old = EventErasure.OldAt(at) });
        Attempts.EraseAll(session, ids);
        StatusChanges.EraseAll(session, ids);
        DigestParts.EraseAll(session, ids);
        PeerAnswers.EraseAll(session, ids);
    }

    /// <summary>Messages with all that belongs to them. What their SMS had come to stays with what tells a repeat: whether a client was told of a payment decides about the news that it was taken back.</summary>
    public static void Remove(WriteSession session, IReadOnlyList<long> eventIds, DateTimeOffset at)
    {
        var ids = SqlDialect.List(eventIds);
        session.Execute($"""
            UPDATE event SET aged = (SELECT COALESCE({DigestParts.CarrierStatusOfMessage}, status) FROM message WHERE message.event_id = event.id), erased_at = @now, {EventErasure.DigestSet},
                body = NULL, text = NULL, mobile_no = NULL, detail = NULL, client_id = NULL, loan_id = NULL, savings_id = NULL, key_id = NULL, reason = NULL, source = NULL, trace_id = NULL,
                happened_at = NULL
            WHERE {session.Dialect.Listed("id")}
            """, new { ids, now = at.ToUnixTimeMilliseconds(), Old = EventErasure.OldAt(at) });
        Attempts.RemoveAll(session, ids);
        SmsPrices.RemoveAll(session, ids);
        SpendCounts.RemoveAll(session, ids);
        DigestParts.RemoveAll(session, ids);
        StatusChanges.RemoveAll(session, ids);
        PeerAnswers.EraseAll(session, ids);
        session.Execute($"DELETE FROM message WHERE {session.Dialect.Listed("event_id")}", new { ids });
    }

    /// <summary>What was refused, ignored or a repeat: of these nothing tells anything.</summary>
    public static void RemoveAside(WriteSession session, IReadOnlyList<long> eventIds)
    {
        var ids = SqlDialect.List(eventIds);
        session.Execute($"DELETE FROM event WHERE {session.Dialect.Listed("id")} AND verdict <> {(int)Verdict.Accepted}", new { ids });
        PeerAnswers.EraseAll(session, ids);
    }
}
