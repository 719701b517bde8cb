using SmsBridge.Numbers;
using SmsBridge.Store;

namespace SmsBridge.Ledger;

/// <summary>How many SMS of one kind of event may go to one number in a day. The day is the tenant's.</summary>
/// <param name="Since">When the day began, in milliseconds.</param>
/// <param name="Words">For the timeline, should it be against the SMS.</param>
internal sealed record DayLimit(int Most, long Since, string Words)
{
    /// <summary>Of the number's messages, newest first: a bound on what one question reads, however many SMS a number was sent in its life.</summary>
    private const int MostLooked = 1_000;

    private const int Accepted = (int)AttemptOutcome.Accepted;

    private const int Unknown = (int)AttemptOutcome.Unknown;

    /// <summary>
    /// Inside the transaction that stores the intent, so that of two SMS that go at once, by two nodes, not both are the last. What was sent or may have left counts, from the call on; what was not taken does
    /// not, nor do earlier calls of the same message. A number that came up so often that the question does not reach back to the day's beginning has had enough.
    /// </summary>
    public bool IsReached(WriteSession session, ClaimedMessage claimed, Msisdn number)
    {
        var dialect = session.Dialect;
        var (looked, oldest, told) = session.QueryFirst<(long Looked, long? Oldest, long Told)>(
            $"""
            SELECT COUNT(*), MIN(received_at), CAST(COALESCE(SUM(is_told), 0) AS BIGINT) FROM (
                SELECT received_at,
                    CASE WHEN type_id = @TypeId AND event_id <> @EventId AND updated_at >= @Since AND EXISTS (
                        SELECT 1 FROM attempt WHERE attempt.event_id = message.event_id AND started_at >= @Since AND (outcome IS NULL OR outcome IN ({Accepted}, {Unknown})))
                    THEN 1 ELSE 0 END AS is_told
                FROM message{dialect.ByIndex("message_recipient")}
                WHERE tenant_id = @TenantId AND {dialect.LastFour("recipient")} = @end AND recipient = @Value AND recipient IS NOT NULL
                ORDER BY event_id DESC LIMIT {MostLooked}
            ) AS newest
            """, new { claimed.TypeId, claimed.EventId, claimed.TenantId, Since, number.Value, end = number.Value[^4..] });
        return told >= Most || (looked == MostLooked && oldest >= Since);
    }
}
