using SmsBridge.Messages;
using SmsBridge.Store;

namespace SmsBridge.Ledger;

/// <summary>The only SQL that writes <c>status_change</c>, what a message's timeline shows besides the hook and the attempts. Only ever added to, but for what an erasure takes out.</summary>
internal static class StatusChanges
{
    /// <summary>Lines of one message in which a provider says for one reason what the status was already.</summary>
    internal const int MostAgain = 10;

    /// <summary>Lines of one source after which a message gets no more remarks by it.</summary>
    internal const int MostRemarks = 60;

    public static void Add(
        WriteSession session, long eventId, long at, MessageStatus status, string source, string? reason = null, string? detail = null) =>
        session.Execute("""
            INSERT INTO status_change (event_id, at, status, source, reason, detail) VALUES (@eventId, @at, @Status, @source, @reason, @detail)
            """, new { eventId, at, Status = (int)status, source, reason, detail });

    /// <summary>As <see cref="Add"/>, of many that changed together.</summary>
    public static void AddAll(WriteSession session, IEnumerable<long> eventIds, long at, MessageStatus status, string source, string? reason, string? detail) =>
        session.Execute($"""
            INSERT INTO status_change (event_id, at, status, source, reason, detail)
            SELECT changed.value, @at, @Status, @source, @reason, @detail FROM {session.Dialect.Numbers("@ids", "changed")}
            """, new { ids = SqlDialect.List(eventIds), at, Status = (int)status, source, reason, detail });

    /// <summary>As <see cref="Add"/>, but for what repeats the relay's own last word: a core that is down for a day must not fill the disk.</summary>
    public static void AddNews(WriteSession session, long eventId, long at, MessageStatus status, string? reason, string? detail)
    {
        var isKnown = session.Scalar<bool>("""
            SELECT EXISTS (
                SELECT 1 FROM status_change
                WHERE id = (SELECT MAX(id) FROM status_change WHERE event_id = @eventId)
                    AND status = @Status AND source = @Relay AND COALESCE(reason, '') = @Reason AND COALESCE(detail, '') = @Detail)
            """, new { eventId, Status = (int)status, Sources.Relay, Reason = reason ?? "", Detail = detail ?? "" });
        if (!isKnown)
        {
            Add(session, eventId, at, status, Sources.Relay, reason, detail);
        }
    }

    /// <summary>What a provider says: each change of the status, and some of what else it says. The row has its last word in any case.</summary>
    public static void AddReported(WriteSession session, long eventId, long at, MessageStatus status, bool isChange, string? reason, string? detail)
    {
        if (isChange || CountReported(session, eventId, status, reason) < MostAgain)
        {
            Add(session, eventId, at, status, Sources.Provider, reason, detail);
        }
    }

    /// <summary>A remark: the status is whatever the message has.</summary>
    public static void Note(WriteSession session, long eventId, long at, string source, string detail) =>
        session.Execute("""
            INSERT INTO status_change (event_id, at, status, source, detail) SELECT event_id, @at, status, @source, @detail FROM message WHERE event_id = @eventId
            """, new { eventId, at, source, detail });

    /// <summary>The client's data were taken out of it; of an event without a message there is nothing to remark it on.</summary>
    public static void NoteErasure(WriteSession session, long eventId, long at, string source) =>
        session.Execute("""
            INSERT INTO status_change (event_id, at, status, source, reason) SELECT event_id, @at, status, @source, @Erased FROM message WHERE event_id = @eventId
            """, new { eventId, at, source, Reasons.Erased });

    /// <summary>What others said stands in the details; what became of the message does not.</summary>
    public static void Erase(WriteSession session, long eventId) =>
        session.Execute("UPDATE status_change SET detail = NULL WHERE event_id = @eventId AND detail IS NOT NULL", new { eventId });

    /// <inheritdoc cref="Erase"/>
    /// <param name="ids">As <see cref="SqlDialect.List(IEnumerable{long})"/>.</param>
    public static void EraseAll(WriteSession session, string ids) =>
        session.Execute($"UPDATE status_change SET detail = NULL WHERE {session.Dialect.Listed("event_id")} AND detail IS NOT NULL", new { ids });

    /// <summary>
    /// Their messages go too. Never the newest there is (<see cref="NewestEvent"/>): a file would give its number again, and followers have passed it.
    /// </summary>
    /// <inheritdoc cref="EraseAll"/>
    public static void RemoveAll(WriteSession session, string ids) => session.Execute($"DELETE FROM status_change WHERE {session.Dialect.Listed("event_id")}", new { ids });

    /// <summary>Whose the newest is; null: there is none.</summary>
    public static long? NewestEvent(WriteSession session) => session.QueryFirst<long?>("SELECT event_id FROM status_change ORDER BY id DESC LIMIT 1");

    /// <summary>A remark that is made once, however often it comes true; and of remarks that differ not any number.</summary>
    public static void NoteOnce(WriteSession session, long eventId, long at, string source, string detail) =>
        session.Execute("""
            INSERT INTO status_change (event_id, at, status, source, reason, detail)
            SELECT event_id, @at, status, @source, reason, @detail FROM message
            WHERE event_id = @eventId AND NOT EXISTS (SELECT 1 FROM status_change WHERE event_id = @eventId AND detail = @detail)
                AND (SELECT COUNT(*) FROM status_change WHERE event_id = @eventId AND source = @source) < @MostRemarks
            """, new { eventId, at, source, detail, MostRemarks });

    /// <summary>A report was refused; the first one only, however many come.</summary>
    public static void NoteForgery(WriteSession session, long eventId, long at, string detail) =>
        session.Execute("""
            INSERT INTO status_change (event_id, at, status, source, reason, detail)
            SELECT event_id, @at, status, @Stranger, @ForgedReceipt, @detail FROM message
            WHERE event_id = @eventId AND NOT EXISTS (SELECT 1 FROM status_change WHERE event_id = @eventId AND reason = @ForgedReceipt)
            """, new { eventId, at, detail, Sources.Stranger, Reasons.ForgedReceipt });

    private static long CountReported(WriteSession session, long eventId, MessageStatus status, string? reason) => session.Scalar<long>("""
        SELECT COUNT(*) FROM status_change WHERE event_id = @eventId AND source = @Provider AND status = @Status AND COALESCE(reason, '') = @Reason
        """, new { eventId, Sources.Provider, Status = (int)status, Reason = reason ?? "" });
}
