using SmsBridge.Messages;
using SmsBridge.Store;

namespace SmsBridge.Ledger;

/// <summary>What an erasure found of one event.</summary>
internal enum ErasureState
{
    /// <summary>Its data are gone now.</summary>
    Erased,

    /// <summary>They were before; what came since is gone too.</summary>
    Again,

    /// <summary>Its SMS waited: it was cancelled first, and its data are gone now.</summary>
    Cancelled,

    /// <summary>Its SMS is under way or in doubt: number and text are needed until that is settled. It is left as it is.</summary>
    UnderWay,

    /// <summary>There is none of that number.</summary>
    Gone,
}

/// <summary>
/// Takes the client out of an event and of all the ledger has beside it. What makes the event the only one of its kind stays, so that the core's repeat of it
/// still makes no second SMS; and what happened stays, without words of others.
/// </summary>
internal static class EventErasure
{
    /// <summary>By the digest of its body a repeat is told from a new event, for minutes. Later it would only help to guess a body that is gone.</summary>
    private static readonly TimeSpan DigestNeeded = TimeSpan.FromDays(1);

    /// <summary>What makes a member's part the only one are two numbers, by which its receipt is found again. The day of a loan's instalment makes it the only one of its kind, and stands in the row anyhow, also where a report brought it.</summary>
    private static readonly string KeepsDigest =
        FormattableString.Invariant($"(dialect IN ({(int)Dialect.External}, {(int)Dialect.Schedule}, {(int)Dialect.Member}) OR (dialect = {(int)Dialect.Report} AND sub_resource_id IS NOT NULL))");

    /// <summary>
    /// Bytes that are left of the digest of a text to which the core gave a number: enough to tell the core's repeat of it from another text of that number, too few to find the client's number
    /// by trying all there are.
    /// </summary>
    internal const int DigestLeft = 2;

    /// <summary>What is left of the digest of an event; <c>@Old</c> is <see cref="OldAt"/>.</summary>
    internal static readonly string DigestSet = FormattableString.Invariant(
        $"digest = CASE WHEN internal_id IS NOT NULL THEN substr(digest, 1, {DigestLeft}) WHEN received_at < @Old AND NOT {KeepsDigest} THEN NULL ELSE digest END");

    /// <summary>Events of before then need no digest.</summary>
    internal static long OldAt(DateTimeOffset now) => (now - DigestNeeded).ToUnixTimeMilliseconds();

    public static ErasureState Erase(WriteSession session, long tenantId, long eventId, DateTimeOffset at, string source)
    {
        var row = session.QueryFirst<Found>("""
            SELECT event.verdict AS Verdict, event.erased_at AS ErasedAt, event.aged AS Aged, message.status AS Status
            FROM event LEFT JOIN message ON message.event_id = event.id WHERE event.id = @eventId AND event.tenant_id = @tenantId
            """, new { tenantId, eventId });
        if (row is null or { Aged: > 0 }) // of what was removed by its age nothing is left to erase
        {
            return ErasureState.Gone;
        }

        var now = at.ToUnixTimeMilliseconds();
        var waits = row.Verdict == Verdict.Accepted && row.Status is null or MessageStatus.Queued;
        if (row.Status == MessageStatus.Sending || (waits && !MessageCancel.TryCancel(session, tenantId, eventId, now, source, Reasons.Erased)))
        {
            return ErasureState.UnderWay;
        }

        TakeOut(session, eventId, at);
        if (waits)
        {
            return ErasureState.Cancelled; // which says on the timeline that it was for this
        }

        if (row.ErasedAt is not null)
        {
            return ErasureState.Again;
        }

        StatusChanges.NoteErasure(session, eventId, now, source);
        return ErasureState.Erased;
    }

    private static void TakeOut(WriteSession session, long eventId, DateTimeOffset at)
    {
        var now = at.ToUnixTimeMilliseconds();
        session.Execute(Transitions.Erased.Sql, new { eventId, now });
        session.Execute($"""
            UPDATE event SET body = NULL, text = NULL, mobile_no = NULL, detail = NULL, erased_at = COALESCE(erased_at, @now), {DigestSet}
            WHERE id = @eventId
            """, new { eventId, now, Old = OldAt(at) });
        Attempts.Erase(session, eventId);
        StatusChanges.Erase(session, eventId);
        DigestParts.EraseAll(session, SqlDialect.List([eventId]));
        PeerAnswers.Erase(session, eventId);
    }

    private sealed record Found
    {
        public Verdict Verdict { get; init; }

        public long? ErasedAt { get; init; }

        public int? Aged { get; init; }

        public MessageStatus? Status { get; init; }
    }
}
