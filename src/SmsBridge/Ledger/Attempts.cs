using SmsBridge.Store;

namespace SmsBridge.Ledger;

/// <summary>
/// The only SQL that writes <c>attempt</c>: one row per call to the provider, an intent before the call, completed after it. An attempt that was accepted stays
/// so: a receipt knows better than an answer that was lost.
/// </summary>
internal static class Attempts
{
    /// <summary>What stands in the detail of an attempt whose id only a report has told so far.</summary>
    public const string KnownByReport = "Known by its status callback.";

    /// <summary>About to be called.</summary>
    public const string Started = "INSERT INTO attempt (event_id, number, started_at) SELECT @eventId, @number, @now";

    /// <summary>The same for many rows, see <see cref="WriteSession.PrepareSet"/>.</summary>
    public const string StartedOfMany = Started + " FROM given";

    /// <summary>The same, by a route.</summary>
    public const string StartedByRoute = """
        INSERT INTO attempt (event_id, number, started_at, provider, account_id, sender, route, chosen)
        VALUES (@eventId, @number, @now, @provider, @accountId, @sender, @route, @chosen)
        """;

    /// <summary>What an attempt means for the way of its message.</summary>
    public static void Hopped(WriteSession session, long eventId, int number, RouteHop hop) =>
        session.Execute("UPDATE attempt SET hop = @Hop WHERE event_id = @eventId AND number = @number", new { eventId, number, Hop = (int)hop });

    /// <summary>The message is about to name another account: its former attempts are the former account's.</summary>
    public const string KeptAccount = "UPDATE attempt SET account_id = @accountId, provider = @provider WHERE event_id = @eventId AND account_id IS NULL";

    /// <summary>Taken. One that was accepted under another id stays as it is.</summary>
    public const string Accepted = $"{SetAccepted} {WhereAccepted}";

    /// <inheritdoc cref="StartedOfMany"/>
    public const string AcceptedOfMany = $"{SetAccepted} FROM given {WhereAccepted}";

    private const string SetAccepted =
        "UPDATE attempt SET finished_at = @now, outcome = @accepted, code = NULL, detail = @detail, provider_id = COALESCE(provider_id, @providerId)";

    private const string WhereAccepted =
        "WHERE event_id = @eventId AND number = @number AND (outcome IS NULL OR outcome <> @accepted OR provider_id = @providerId)";

    /// <summary>Not taken, or nobody said.</summary>
    public static void Ended(WriteSession session, long eventId, int number, AttemptOutcome outcome, string code, string detail, long now) =>
        session.Execute("""
            UPDATE attempt SET finished_at = @now, outcome = @Outcome, code = @code, detail = @detail
            WHERE event_id = @eventId AND number = @number AND (outcome IS NULL OR outcome <> @Accepted)
            """, new { eventId, number, Outcome = (int)outcome, code, detail, now, Accepted = (int)AttemptOutcome.Accepted });

    /// <summary>Where no end was recorded the process died, at a time nobody knows: by now at the latest, so the doubt counts from now.</summary>
    public static (long StartedAt, long EndedAt) Interrupted(WriteSession session, long eventId, int number, long now) =>
        session.QueryFirst<(long, long)>("""
            UPDATE attempt SET finished_at = COALESCE(finished_at, @now) WHERE event_id = @eventId AND number = @number RETURNING started_at, finished_at
            """, new { eventId, number, now });

    /// <summary>Its answer was lost, and a receipt proves that it was taken.</summary>
    public static void Adopted(WriteSession session, long eventId, int number, string providerId, long now) =>
        session.Execute("""
            UPDATE attempt SET outcome = @Accepted, provider_id = @providerId, finished_at = COALESCE(finished_at, @now), detail = @Detail
            WHERE event_id = @eventId AND number = @number
            """, new { eventId, number, providerId, now, Accepted = (int)AttemptOutcome.Accepted, Detail = KnownByReport });

    /// <summary>Not taken, and by this id the provider says so once more.</summary>
    public static void Named(WriteSession session, long eventId, int number, string providerId) =>
        session.Execute("UPDATE attempt SET provider_id = @providerId WHERE event_id = @eventId AND number = @number", new { eventId, number, providerId });

    /// <summary>A long text, in parts that are reported one by one.</summary>
    public static void WentInParts(WriteSession session, long eventId, int number, SmsParts parts) =>
        session.Execute("UPDATE attempt SET parts = @Parts WHERE event_id = @eventId AND number = @number", new { eventId, number, Parts = parts.ToText() });

    /// <summary>Those of a message that did.</summary>
    public static List<(int Number, string? ProviderId, string Parts)> InParts(WriteSession session, long eventId) =>
        session.Query<(int, string?, string)>("SELECT number, provider_id, parts FROM attempt WHERE event_id = @eventId AND parts IS NOT NULL ORDER BY number", new { eventId });

    /// <summary>Its id turned out to be another message's.</summary>
    public static void Mistaken(WriteSession session, long eventId, string providerId, string detail) =>
        session.Execute(
            "UPDATE attempt SET provider_id = NULL, outcome = @Unknown, detail = @detail WHERE event_id = @eventId AND provider_id = @providerId",
            new { eventId, providerId, detail, Unknown = (int)AttemptOutcome.Unknown });

    /// <summary>Two messages had each other's id.</summary>
    public static void Swapped(WriteSession session, long eventId, string own, long otherId, string others) =>
        session.Execute("""
            UPDATE attempt SET provider_id = CASE provider_id WHEN @own THEN @others ELSE @own END
            WHERE (event_id = @otherId AND provider_id = @own) OR (event_id = @eventId AND provider_id = @others)
            """, new { eventId, own, otherId, others });

    /// <summary>The clock was set back: a doubt that began "tomorrow" would last until then.</summary>
    public static void Shifted(WriteSession session, long latest, long by) =>
        session.Execute("""
            UPDATE attempt SET started_at = started_at - @by, finished_at = CASE WHEN finished_at > @latest THEN finished_at - @by ELSE finished_at END
            WHERE started_at > @latest AND event_id IN (SELECT event_id FROM message WHERE due_at IS NOT NULL AND status = @Sending)
            """, new { latest, by, Sending = (int)Messages.MessageStatus.Sending });

    /// <summary>What the provider said may quote the client.</summary>
    public static void Erase(WriteSession session, long eventId) =>
        session.Execute("UPDATE attempt SET detail = NULL WHERE event_id = @eventId AND detail IS NOT NULL", new { eventId });

    /// <summary>The same of many.</summary>
    /// <param name="ids">As <see cref="SqlDialect.List(IEnumerable{long})"/>.</param>
    public static void EraseAll(WriteSession session, string ids) =>
        session.Execute($"UPDATE attempt SET detail = NULL WHERE {session.Dialect.Listed("event_id")} AND detail IS NOT NULL", new { ids });

    /// <summary>Their messages go too.</summary>
    /// <inheritdoc cref="EraseAll"/>
    public static void RemoveAll(WriteSession session, string ids) => session.Execute($"DELETE FROM attempt WHERE {session.Dialect.Listed("event_id")}", new { ids });
}
