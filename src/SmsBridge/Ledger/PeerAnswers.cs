using SmsBridge.Messages;
using SmsBridge.Store;

namespace SmsBridge.Ledger;

/// <summary>
/// Keeps what peers said when something was wrong, beside the decision it led to. What goes well does not come here, nor does what is expected: that a
/// core does not know yet what it has just told of. Rows are trimmed to the last few of each event and to the latest of all events.
/// </summary>
internal static class PeerAnswers
{
    /// <summary>Of one event, of all peers: a core that is down for a day must not fill the disk.</summary>
    public const int MostKept = 6;

    /// <summary>Of all events: at the longest 200 MB. Older ones go, whether their messages were sent at last or not.</summary>
    public const int MostInAll = 50_000;

    /// <summary>The oldest are looked for once in so many rows.</summary>
    public const int TrimEvery = 100;

    /// <param name="answer">Null: nobody said anything.</param>
    public static void Keep(WriteSession session, long eventId, PeerAnswer? answer, long now)
    {
        if (answer is null)
        {
            return;
        }

        var row = new { eventId, now, answer.Peer, answer.HttpStatus, answer.Body, Took = (long)answer.Took.TotalMilliseconds };
        var saidBefore = session.Execute("""
            UPDATE peer_answer SET at = @now, took = @Took, times = times + 1
            WHERE id = (SELECT MAX(id) FROM peer_answer WHERE event_id = @eventId) AND peer = @Peer AND http_status IS NOT DISTINCT FROM @HttpStatus AND body IS NOT DISTINCT FROM @Body
            """, row) == 1;
        if (saidBefore)
        {
            return;
        }

        var id = session.Scalar<long>("""
            INSERT INTO peer_answer (event_id, peer, at, took, http_status, body) VALUES (@eventId, @Peer, @now, @Took, @HttpStatus, @Body) RETURNING id
            """, row);
        Trim(session, eventId, id);
    }

    public static void Erase(WriteSession session, long eventId) => session.Execute("DELETE FROM peer_answer WHERE event_id = @eventId", new { eventId });

    /// <param name="ids">As <see cref="SqlDialect.List(IEnumerable{long})"/>.</param>
    public static void EraseAll(WriteSession session, string ids) => session.Execute($"DELETE FROM peer_answer WHERE {session.Dialect.Listed("event_id")}", new { ids });

    private static void Trim(WriteSession session, long eventId, long id)
    {
        if (session.Scalar<int>("SELECT COUNT(*) FROM peer_answer WHERE event_id = @eventId", new { eventId }) > MostKept)
        {
            session.Execute("""
                DELETE FROM peer_answer WHERE event_id = @eventId
                    AND id NOT IN (SELECT id FROM peer_answer WHERE event_id = @eventId ORDER BY id DESC LIMIT @MostKept)
                """, new { eventId, MostKept });
        }

        if (id % TrimEvery == 0)
        {
            session.Execute("DELETE FROM peer_answer WHERE id <= @Oldest", new { Oldest = id - MostInAll });
        }
    }
}
