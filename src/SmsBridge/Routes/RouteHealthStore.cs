using Dapper;
using SmsBridge.Store;

namespace SmsBridge.Routes;

/// <summary>What became of the SMS of a route lately.</summary>
/// <param name="Route">The tenant's name for it.</param>
/// <param name="Settled">Delivered, or certainly not.</param>
internal sealed record RouteHealth(string Route, long Settled, long Delivered)
{
    /// <summary>Percent; null: nothing is settled.</summary>
    public int? Share => Settled == 0 ? null : (int)(100 * Delivered / Settled);

    /// <summary>A person should look, whether the tenant's rule leaves it or not: of fifty SMS or more, less than half arrived.</summary>
    public bool IsWeak => Settled >= 50 && Share < 50;
}

/// <summary>Counts what is on record, of the latest messages of a tenant: bounded, whatever history holds.</summary>
internal sealed class RouteHealthStore(Database database, TimeProvider time)
{
    /// <summary>How far back.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromHours(6);

    /// <summary>What is on its way for longer will hardly be told of.</summary>
    private static readonly TimeSpan LongestForReport = TimeSpan.FromHours(1);

    /// <summary>The newest of them.</summary>
    public const int MostMessages = 10_000;

    /// <summary>
    /// The messages that count, by @tenantId, @MostMessages and @since. The newest first and then the time: no index knows when they came, and a quiet
    /// tenant's whole history would be walked.
    /// </summary>
    public const string Newest = """
        SELECT event_id, received_at, status, reason, provider_id FROM (
            SELECT event_id, received_at, status, reason, provider_id FROM message WHERE tenant_id = @tenantId ORDER BY event_id DESC LIMIT @MostMessages) AS newest
        WHERE received_at >= @since
        """;

    private const string WeakSql = "SELECT route, settled, delivered FROM route_weak WHERE tenant_id = @tenantId ORDER BY route";

    // What was rerouted after a report has let go of the id, and its attempt says that it was left. 4: delivered; 5, 6: not.
    private const string Settled = "SUM(CASE WHEN message.status IN (4, 5, 6) OR COALESCE(hop, 0) <> 0 THEN 1 ELSE 0 END)";
    private const string Delivered = "SUM(CASE WHEN message.status = 4 AND attempt.provider_id = message.provider_id THEN 1 ELSE 0 END)";

    // By what it did before it was last taken up again a route is not judged twice. A network that tells of failures alone says nothing about what arrived: where nothing was delivered, and most of what
    // was taken (outcome 1) an hour ago is still on its way (3), there is no share.
    private const string Sql = $"""
        SELECT route AS Route, {Settled} AS Settled, {Delivered} AS Delivered
        FROM ({Newest}) AS message
            JOIN attempt ON attempt.event_id = message.event_id
            LEFT JOIN route_release AS release ON release.tenant_id = @tenantId AND release.subject = 'route ' || attempt.route
        WHERE route IS NOT NULL AND attempt.started_at >= COALESCE(release.released_at, 0) AND outcome = 1
            AND ((attempt.provider_id = message.provider_id AND (message.status IN (4, 5, 6) OR (message.status = 3 AND message.received_at < @told))) OR COALESCE(hop, 0) <> 0)
        GROUP BY route
        HAVING {Settled} > 0 AND ({Delivered} > 0 OR 3 * {Settled} >= COUNT(*))
        """;

    /// <summary>Keeps which routes a person should look at, in the place of those of before; since when is kept.</summary>
    public async Task PointOutAsync(long tenantId, IReadOnlyList<RouteHealth> weak, CancellationToken cancellationToken)
    {
        await using (var connection = await database.OpenReadAsync(cancellationToken))
        {
            var known = await connection.QueryAsync<(string Route, long Settled, long Delivered)>(new CommandDefinition(WeakSql, new { tenantId }, cancellationToken: cancellationToken));
            if (known.Select(row => new RouteHealth(row.Route, row.Settled, row.Delivered)).SequenceEqual(weak.OrderBy(each => each.Route, StringComparer.Ordinal)))
            {
                return;
            }
        }

        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        await database.WriteAsync(session =>
        {
            foreach (var gone in session.Query<string>("SELECT route FROM route_weak WHERE tenant_id = @tenantId", new { tenantId }).Except(weak.Select(each => each.Route), StringComparer.Ordinal))
            {
                session.Execute("DELETE FROM route_weak WHERE tenant_id = @tenantId AND route = @gone", new { tenantId, gone });
            }

            foreach (var each in weak)
            {
                session.Execute("""
                    INSERT INTO route_weak (tenant_id, route, settled, delivered, found_at) SELECT id, @Route, @Settled, @Delivered, @now FROM tenant WHERE id = @tenantId AND deleted_at IS NULL
                    ON CONFLICT (tenant_id, route) DO UPDATE SET settled = @Settled, delivered = @Delivered
                    """, new { tenantId, each.Route, each.Settled, each.Delivered, now });
            }

            return true;
        });
    }

    /// <summary>By route; those without anything settled are not named.</summary>
    public async Task<List<RouteHealth>> OfAsync(long tenantId, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenReadAsync(cancellationToken); // pages ask, too
        var now = time.GetUtcNow();
        var (since, told) = ((now - Window).ToUnixTimeMilliseconds(), (now - LongestForReport).ToUnixTimeMilliseconds());
        var rows = await connection.QueryAsync<(string Route, long Settled, long Delivered)>(new CommandDefinition(Sql, new { tenantId, since, told, MostMessages }, cancellationToken: cancellationToken));
        return [.. rows.Select(row => new RouteHealth(row.Route, row.Settled, row.Delivered))]; // by place: of no rows SQLite does not know what is a number
    }
}
