using SmsBridge.Messages;
using SmsBridge.Storage;

namespace SmsBridge.Outbox;

/// <summary>Keeps what peers said when something was wrong, beside the decision it led to. What goes well does not come here.</summary>
internal static class PeerAnswers
{
    /// <summary>Of one event, of all peers: a core that is down for a day must not fill the disk.</summary>
    public const int MostKept = 6;

    /// <param name="answer">Null: nobody said anything.</param>
    public static void Keep(WriteSession session, long eventId, PeerAnswer? answer, long now)
    {
        if (answer is null)
        {
            return;
        }

        var row = new { eventId, now, answer.Peer, answer.HttpStatus, answer.Body, Took = (long)answer.Took.TotalMilliseconds, MostKept };
        var saidBefore = session.Execute("""
            UPDATE peer_answer SET at = @now, took = @Took, times = times + 1
            WHERE id = (SELECT MAX(id) FROM peer_answer WHERE event_id = @eventId) AND peer = @Peer AND http_status IS @HttpStatus AND body IS @Body
            """, row) == 1;
        if (!saidBefore)
        {
            session.Execute("""
                INSERT INTO peer_answer (event_id, peer, at, took, http_status, body) VALUES (@eventId, @Peer, @now, @Took, @HttpStatus, @Body)
                """, row);
            session.Execute("""
                DELETE FROM peer_answer WHERE event_id = @eventId
                    AND id NOT IN (SELECT id FROM peer_answer WHERE event_id = @eventId ORDER BY id DESC LIMIT @MostKept)
                """, row);
        }
    }
}
