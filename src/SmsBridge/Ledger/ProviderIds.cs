using SmsBridge.Messages;
using SmsBridge.Store;

namespace SmsBridge.Ledger;

/// <summary>
/// Which message a provider's id belongs to. The answer to our own call knows, and so does a status callback, whose URL names the message;
/// a look-up by number and text can only guess between identical texts, and gives way to them (twilio.md 9.4).
/// </summary>
internal static class ProviderIds
{
    /// <summary>1 when another message than @eventId has @providerId, or has had it with an earlier attempt; else 0.</summary>
    public const string TakenSql = """
        SELECT CASE WHEN EXISTS (SELECT 1 FROM message WHERE provider_id = @providerId AND event_id <> @eventId)
            OR EXISTS (SELECT 1 FROM attempt WHERE provider_id = @providerId AND event_id <> @eventId) THEN 1 ELSE 0 END
        """;

    /// <summary>What the timeline says of an SMS that was looked up and found, up to its mark.</summary>
    public static string FoundAs(string providerId) => $"Found at the provider as {providerId}";

    /// <summary>
    /// Whether a message has the id from the answer to its own call, which leaves nothing to guess: not from a look-up, nor from a report that answer has not confirmed.
    /// Of one that was erased nobody knows any more.
    /// </summary>
    public static bool IsByOwnAnswer(WriteSession session, long holder, string providerId)
    {
        var found = FoundAs(providerId);
        return session.Scalar<bool>("""
            SELECT EXISTS (
                SELECT 1 FROM attempt JOIN message ON message.event_id = attempt.event_id
                WHERE attempt.event_id = @holder AND attempt.provider_id = @providerId AND outcome = @Accepted AND COALESCE(attempt.detail, '') <> @KnownByReport AND recipient IS NOT NULL)
            AND NOT EXISTS (
                SELECT 1 FROM status_change WHERE event_id = @holder AND source = @Resolver AND SUBSTR(COALESCE(detail, ''), 1, @Length) IN (@dot, @comma))
            """, new
            {
                holder, providerId, Accepted = (int)AttemptOutcome.Accepted, Attempts.KnownByReport, Sources.Resolver, Length = found.Length + 1, dot = $"{found}.", comma = $"{found},",
            });
    }

    /// <summary>What a message is known by whose provider gave it an id that another one has.</summary>
    public static string Beside(string providerId, long eventId) => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{providerId}#{eventId}");

    /// <summary>
    /// True when a message of another tenant has it. Then no report may move it: a tenant that signs its own callbacks must not reach into
    /// another's messages.
    /// </summary>
    public static bool IsAnotherTenants(WriteSession session, long eventId, string providerId) => session.Scalar<bool>("""
        SELECT EXISTS (
            SELECT 1 FROM message AS other JOIN message AS own ON own.event_id = @eventId
            WHERE other.provider_id = @providerId AND other.tenant_id <> own.tenant_id)
        OR EXISTS (
            SELECT 1 FROM attempt JOIN message AS other ON other.event_id = attempt.event_id JOIN message AS own ON own.event_id = @eventId
            WHERE attempt.provider_id = @providerId AND other.tenant_id <> own.tenant_id)
        """, new { eventId, providerId });

    /// <summary>The other message that has it; null when none has.</summary>
    public static long? OtherHolder(WriteSession session, long eventId, string providerId) => session.QueryFirst<long?>(
        "SELECT event_id FROM message WHERE provider_id = @providerId AND event_id <> @eventId", new { eventId, providerId });

    /// <summary>Takes the id from a message that had it by a guess; what became of that message's own SMS has to be found out anew.</summary>
    public static void Reclaim(WriteSession session, long eventId, string providerId, long now)
    {
        if (OtherHolder(session, eventId, providerId) is not { } guesser)
        {
            return;
        }

        SmsPrices.Moved(session, providerId, from: guesser, to: eventId);
        var detail = $"{providerId} turned out to be message {eventId}'s.";
        if (session.Execute(Transitions.Mistaken.Sql, new { eventId = guesser, now, detail, reason = Reasons.OutcomeUnknown }) == 0)
        {
            Set(session, guesser, from: providerId, to: null); // erased meanwhile: it only lets go of the id
            return;
        }

        Attempts.Mistaken(session, guesser, providerId, detail);
        StatusChanges.Add(session, guesser, now, MessageStatus.Sending, Sources.Resolver, Reasons.OutcomeUnknown, detail);
    }

    /// <summary>Two messages with identical texts, each holding the other's id after a guess: puts it right.</summary>
    public static void Swap(WriteSession session, long eventId, string own, long otherId, string others)
    {
        // In three steps: no two rows may have the same id, not even for a moment.
        Set(session, otherId, from: own, to: null);
        Set(session, eventId, from: others, to: own);
        Set(session, otherId, from: "", to: others);
        Attempts.Swapped(session, eventId, own, otherId, others);
        SmsPrices.Moved(session, own, from: otherId, to: eventId);
        SmsPrices.Moved(session, others, from: eventId, to: otherId);
    }

    private static void Set(WriteSession session, long eventId, string from, string? to) =>
        session.Execute(Transitions.Swapped.Sql, new { eventId, from, to });
}
