using Dapper;
using SmsBridge.Ledger;
using SmsBridge.Messages;
using SmsBridge.Routes;
using SmsBridge.Store;

namespace SmsBridge.Insight.RouteUse;

/// <summary>What went by a tenant's routes lately, and what left one. Of the same messages as <see cref="RouteHealthStore"/> counts, so that the figures fit together.</summary>
internal sealed class RouteUseQueries(Database database, TimeProvider time)
{
    /// <summary>Rows of a list.</summary>
    public const int MostShown = 20;

    private const string Counts = $"""
        SELECT route AS Route, COUNT(*) AS Attempts, SUM(CASE WHEN hop <> 0 THEN 1 ELSE 0 END) AS Hops
        FROM ({RouteHealthStore.Newest}) AS message JOIN attempt ON attempt.event_id = message.event_id WHERE route IS NOT NULL GROUP BY route
        """;

    private const string Hops = $"""
        SELECT attempt.event_id AS EventId, attempt.route AS Route, COALESCE(attempt.finished_at, attempt.started_at) AS At, attempt.outcome AS Outcome, attempt.code AS Code,
            attempt.detail AS Detail, attempt.hop AS Hop, later.route AS NextRoute
        FROM ({RouteHealthStore.Newest}) AS message JOIN attempt ON attempt.event_id = message.event_id
            LEFT JOIN attempt AS later ON later.event_id = attempt.event_id AND later.number = attempt.number + 1
        WHERE attempt.route IS NOT NULL AND attempt.hop <> 0 ORDER BY attempt.event_id DESC, attempt.number DESC LIMIT @MostShown
        """;

    private const string OfRoute = $"""
        SELECT attempt.event_id AS EventId, attempt.started_at AS At, attempt.outcome AS Outcome, COALESCE(attempt.hop, 0) AS Hop, message.status AS Status, message.reason AS Reason
        FROM ({RouteHealthStore.Newest}) AS message JOIN attempt ON attempt.event_id = message.event_id
        WHERE attempt.route = @route ORDER BY attempt.event_id DESC, attempt.number DESC LIMIT @MostShown
        """;

    /// <summary>How often each route was used and left, and what left one last.</summary>
    public async Task<(IReadOnlyDictionary<string, RouteUseRow> ByRoute, IReadOnlyList<RouteHopRow> Hops)> LatelyAsync(long tenantId, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenReadAsync(cancellationToken);
        var args = new { tenantId, since = Since, RouteHealthStore.MostMessages, MostShown };
        var counts = await connection.QueryAsync<RouteUseRow>(new CommandDefinition(Counts, args, cancellationToken: cancellationToken));
        var hops = await connection.QueryAsync<RouteHopRow>(new CommandDefinition(Hops, args, cancellationToken: cancellationToken));
        return (counts.ToDictionary(row => row.Route, StringComparer.Ordinal), hops.AsList());
    }

    /// <summary>The latest attempts by one route.</summary>
    public async Task<IReadOnlyList<RoutedSmsRow>> OfRouteAsync(long tenantId, string route, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenReadAsync(cancellationToken);
        var rows = await connection.QueryAsync<RoutedSmsRow>(new CommandDefinition(OfRoute, new { tenantId, since = Since, route, RouteHealthStore.MostMessages, MostShown }, cancellationToken: cancellationToken));
        return rows.AsList();
    }

    private long Since => (time.GetUtcNow() - RouteHealthStore.Window).ToUnixTimeMilliseconds();
}

/// <summary>How often a route was used.</summary>
internal sealed record RouteUseRow
{
    public string Route { get; init; } = "";

    public long Attempts { get; init; }

    /// <summary>Attempts after which the SMS left the route.</summary>
    public long Hops { get; init; }
}

/// <summary>An SMS that left a route.</summary>
internal sealed record RouteHopRow
{
    public long EventId { get; init; }

    public string Route { get; init; } = "";

    public long At { get; init; }

    public AttemptOutcome? Outcome { get; init; }

    public string? Code { get; init; }

    public string? Detail { get; init; }

    public RouteHop Hop { get; init; }

    /// <summary>By which it went on; null: by none yet.</summary>
    public string? NextRoute { get; init; }
}

/// <summary>An attempt by a route, and what its message has come to.</summary>
internal sealed record RoutedSmsRow
{
    public long EventId { get; init; }

    public long At { get; init; }

    public AttemptOutcome? Outcome { get; init; }

    public RouteHop Hop { get; init; }

    public MessageStatus Status { get; init; }

    public string? Reason { get; init; }
}
