using System.Globalization;
using Dapper;
using SmsBridge.Messages;
using SmsBridge.Store;

namespace SmsBridge.Ledger;

/// <summary>One attempt, as far as it says by which routes a message may still go.</summary>
internal sealed record RoutedAttempt
{
    public int Number { get; init; }

    public long StartedAt { get; init; }

    public AttemptOutcome? Outcome { get; init; }

    /// <summary>Null: made when its tenant had no routes.</summary>
    public string? Route { get; init; }

    public RouteHop Hop { get; init; }

    /// <summary>Whom it was given to; its message's, where the attempt does not say.</summary>
    public string? Provider { get; init; }

    /// <inheritdoc cref="Provider"/>
    public string? AccountId { get; init; }

    /// <inheritdoc cref="Provider"/>
    public string? Sender { get; init; }
}

/// <summary>By which routes a message has gone since it was queued, by a hook or by a person.</summary>
internal sealed record RouteHistory(IReadOnlyList<RoutedAttempt> Attempts)
{
    public static readonly RouteHistory None = new([]);

    /// <summary>
    /// The attempt whose outcome was, or is, not known; null: none. Nobody can be quite sure of it, so the message stays with its route: only there is a
    /// repeat told from another SMS.
    /// </summary>
    public RoutedAttempt? InDoubt => Attempts.LastOrDefault(attempt => attempt.Outcome is null or AttemptOutcome.Unknown or AttemptOutcome.NotTaken);

    /// <summary>Whether a route is left, for now or for good.</summary>
    public bool HasLeft(string route)
    {
        var round = Attempts.LastOrDefault(attempt => attempt.Hop.HasFlag(RouteHop.RoundEnds))?.Number ?? 0;
        return Attempts.Any(attempt => attempt.Route == route && attempt.Hop != RouteHop.None && (attempt.Number > round || attempt.Hop.HasFlag(RouteHop.ForGood)));
    }

    /// <summary>Whether a route is not to be tried again.</summary>
    public bool HasLeftForGood(string route) => Attempts.Any(attempt => attempt.Route == route && attempt.Hop.HasFlag(RouteHop.ForGood));

    /// <summary>When the latest call began by which a route was left in this round; null: it was not, or is left for good.</summary>
    public long? LeftAt(string route) => HasLeft(route) && !HasLeftForGood(route) ? Attempts.LastOrDefault(attempt => attempt.Route == route)?.StartedAt : null;

    /// <summary>When a route was first put off since it was last left, so that it is not waited for too long; null: it was not.</summary>
    public long? PutOffSince(string route) =>
        Attempts.Reverse().TakeWhile(attempt => attempt is { Outcome: AttemptOutcome.Retryable, Hop: RouteHop.None } && attempt.Route == route).LastOrDefault()?.StartedAt;
}

/// <summary>A message that a route may be chosen for anew.</summary>
internal sealed record ReroutedMessage
{
    public long TenantId { get; init; }

    public long TypeId { get; init; }

    public string Recipient { get; init; } = "";

    public long QueuedAt { get; init; }
}

/// <summary>An SMS of which its provider reported that it was not delivered before it answered to the call.</summary>
internal sealed record OvertakenAnswer
{
    public string ProviderId { get; init; } = "";

    public MessageStatus Status { get; init; }

    public string ProviderStatus { get; init; } = "";

    public string? ErrorCode { get; init; }

    public string? Parts { get; init; }
}

/// <summary>Reads by which routes messages have gone.</summary>
internal sealed class RouteHistories(Database database)
{
    private const string Sql = """
        SELECT number AS Number, started_at AS StartedAt, outcome AS Outcome, route AS Route, COALESCE(hop, 0) AS Hop, COALESCE(attempt.provider, message.provider) AS Provider,
            COALESCE(attempt.account_id, message.account_id) AS AccountId, COALESCE(attempt.sender, message.sender) AS Sender
        FROM attempt JOIN message ON message.event_id = attempt.event_id WHERE attempt.event_id = @eventId AND started_at >= @queuedAt ORDER BY number
        """;

    /// <summary>What is not delivered is rare; one such fault of a process is rarer still.</summary>
    private const int MostUndelivered = 500;

    /// <summary>The attempt, by a route, was taken by the answer to its own call, and how it goes on is open.</summary>
    private const string IsOvertaken = $"route IS NOT NULL AND COALESCE(hop, 0) = 0 AND outcome = @Accepted AND COALESCE(attempt.detail, '') <> @KnownByReport AND {OpenFailovers.IsOpen}";

    // 5, 6: MessageStatus.Undelivered and Failed. Written out, because a partial index is only used where the query repeats its condition.
    internal static readonly string OvertakenSinceSql = $"""
        SELECT failed.event_id FROM (
            SELECT * FROM ({NewestOf("5")}) AS undelivered
            UNION ALL SELECT * FROM ({NewestOf("6")}) AS refused) AS failed
        JOIN attempt ON attempt.event_id = failed.event_id AND number = failed.attempts AND attempt.provider_id = failed.provider_id
        WHERE final_at >= @since AND {IsOvertaken}
        ORDER BY failed.event_id
        """;

    /// <summary>Reads nothing of a message that has never been sent.</summary>
    public async ValueTask<RouteHistory> OfAsync(ClaimedMessage claimed, CancellationToken cancellationToken) =>
        claimed.Attempts == 0 ? RouteHistory.None : await OfAsync(claimed.EventId, claimed.QueuedAt, cancellationToken);

    public async Task<RouteHistory> OfAsync(long eventId, long queuedAt, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenBriefReadAsync();
        return new RouteHistory((await connection.QueryAsync<RoutedAttempt>(new CommandDefinition(Sql, new { eventId, queuedAt }, cancellationToken: cancellationToken))).AsList());
    }

    /// <summary>The message of a report; null: there is none that went by a route.</summary>
    public async Task<ReroutedMessage?> FindAsync(long eventId, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenBriefReadAsync();
        return await connection.QueryFirstOrDefaultAsync<ReroutedMessage>(new CommandDefinition(
            """
            SELECT tenant_id AS TenantId, type_id AS TypeId, recipient AS Recipient, queued_at AS QueuedAt FROM message
            WHERE event_id = @eventId AND recipient IS NOT NULL AND EXISTS (SELECT 1 FROM attempt WHERE attempt.event_id = message.event_id AND route IS NOT NULL)
            """, new { eventId }, cancellationToken: cancellationToken));
    }

    /// <summary>
    /// A message whose latest attempt, by a route, both sides have spoken of, the report first: not delivered, and taken by the answer to its own call. How it goes on is still
    /// open (<see cref="OpenFailovers"/>). Null: it is none.
    /// What only a report says of an attempt may be another SMS to the same number.
    /// </summary>
    public async Task<OvertakenAnswer?> OvertakenAsync(long eventId, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenBriefReadAsync();
        return await connection.QueryFirstOrDefaultAsync<OvertakenAnswer>(new CommandDefinition(
            $"""
            SELECT attempt.provider_id AS ProviderId, message.status AS Status, COALESCE(provider_status, '') AS ProviderStatus, error_code AS ErrorCode, parts AS Parts
            FROM message JOIN attempt ON attempt.event_id = message.event_id AND number = message.attempts AND attempt.provider_id = message.provider_id
            WHERE message.event_id = @eventId AND type_id <> @SmsCodeCode AND message.status IN (@Undelivered, @Failed) AND recipient IS NOT NULL AND COALESCE(reason, '') <> @OptedOut
                AND {IsOvertaken}
            """, new
            {
                eventId, EventTypeCodes.SmsCodeCode, Undelivered = (int)MessageStatus.Undelivered, Failed = (int)MessageStatus.Failed, Reasons.OptedOut,
                Accepted = (int)AttemptOutcome.Accepted, Attempts.KnownByReport, Sources.Relay, OpenFailovers.Opened, OpenFailovers.Closed,
            }, cancellationToken: cancellationToken));
    }

    private static string NewestOf(string status) => string.Create(CultureInfo.InvariantCulture, $"""
        SELECT event_id, attempts, provider_id, final_at FROM message
        WHERE tenant_id = @tenantId AND status = {status} AND status IN (5, 6, 7) ORDER BY event_id DESC LIMIT {MostUndelivered}
        """);

    /// <summary>
    /// Such messages of a tenant, the oldest first: nobody has gone on with them, nor found that nothing follows, so the process may have ended just then.
    /// Among the newest that were not delivered, so that history costs nothing.
    /// </summary>
    /// <param name="since">The time of the report, unix milliseconds.</param>
    public async Task<List<long>> OvertakenSinceAsync(long tenantId, long since, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenBriefReadAsync();
        return (await connection.QueryAsync<long>(new CommandDefinition(OvertakenSinceSql, new
        {
            tenantId, since, Accepted = (int)AttemptOutcome.Accepted, Attempts.KnownByReport, Sources.Relay, OpenFailovers.Opened, OpenFailovers.Closed,
        }, cancellationToken: cancellationToken))).AsList();
    }
}
