using Dapper;
using SmsBridge.Insight.Lists;
using SmsBridge.Operators;
using SmsBridge.Store;

namespace SmsBridge.Insight.AuditList;

/// <summary>Which rows of the audit to list, newest first.</summary>
/// <param name="Actor">Name of who did it, without regard to case.</param>
/// <param name="TenantIds">Only of one tenant's matters, by all its numbers; null: of any in the scope.</param>
/// <param name="Before">Only older than this row.</param>
internal sealed record AuditFilter(string? Actor, string? Action, IReadOnlyList<long>? TenantIds, long? Before, int Limit = AuditFilter.DefaultLimit)
{
    /// <summary>From then on; null: from the beginning.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Only before that; null: up to now.</summary>
    public DateTimeOffset? Until { get; init; }

    public const int DefaultLimit = 50;
    public const int LargestLimit = 500;
}

/// <summary>A row of the audit.</summary>
internal sealed record AuditRow
{
    public long Id { get; init; }

    public long At { get; init; }

    public string Actor { get; init; } = "";

    public string? Source { get; init; }

    public string Action { get; init; } = "";

    public long? TenantId { get; init; }

    public string? Subject { get; init; }

    public string? Reason { get; init; }

    public string? Before { get; init; }

    public string? After { get; init; }
}

/// <summary>
/// Reads the audit. Who sees all tenants sees all of it; others see the matters of their tenants and what they did themselves. A page is the
/// newest of what each index on (tenant or operator, id) offers, so its cost does not grow with the record.
/// </summary>
internal sealed class AuditQueries(Database database)
{
    private static readonly ListFilter Action = new("action = @Action", "Action");
    private static readonly ListFilter Actor = new("", "Actor") { ByDialect = dialect => dialect.SameText("actor", "@Actor") };

    private static readonly ListFilter From = new("at >= @From", "From");
    private static readonly ListFilter Until = new("at < @Until", "Until");

    /// <summary>Nodes' clocks differ, so rows are numbered only nearly as their times say.</summary>
    private static readonly TimeSpan Slack = TimeSpan.FromMinutes(5);

    private static readonly IdAt Ids = new("audit", "at");

    private static readonly ListRows Rows = new("""
        a.id AS Id, a.at AS At, a.actor AS Actor, a.source AS Source, a.action AS Action, a.tenant_id AS TenantId, a.subject AS Subject, a.reason AS Reason,
        a.before AS Before, a.after AS After
        """, "audit AS a", "a.id");

    private static readonly ListQuery OfAll = new(new ListTable("audit", "id", Owner: null), Rows);
    private static readonly ListQuery OfTenants = new(new ListTable("audit", "id"), Rows);
    private static readonly ListQuery OfOperator = new(new ListTable("audit", "id", "operator_id"), Rows);

    public async Task<ListPage<AuditRow>> ListAsync(AuditFilter filter, SignedInOperator who, VisibleTenants visible, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenReadAsync(cancellationToken);
        var low = filter.From is { } from ? await Ids.FirstAsync(connection, from - Slack, cancellationToken) : 0;
        var high = filter.Until is { } until ? await Ids.FirstAsync(connection, until + Slack, cancellationToken) : long.MaxValue;
        var bounds = new ListBounds((filter.TenantIds ?? visible.Ids).Where(visible.Cover), low, Math.Min(filter.Before ?? long.MaxValue, high), filter.Limit + 1);
        return await ListPage<AuditRow>.ReadAsync(
            connection, database.Dialect, Queries(filter, who, visible), bounds, new ListCursor(filter.Before, After: null), row => row.Id, cancellationToken);
    }

    /// <summary>Who did something to a tenant last; null: nobody.</summary>
    public async Task<string?> LatestActorAsync(long tenantId, string action, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenReadAsync(cancellationToken);
        return await connection.QueryFirstOrDefaultAsync<string>(new CommandDefinition(
            "SELECT actor FROM audit WHERE tenant_id = @tenantId AND action = @action ORDER BY id DESC LIMIT 1", new { tenantId, action }, cancellationToken: cancellationToken));
    }

    private static IEnumerable<ListQuery> Queries(AuditFilter filter, SignedInOperator who, VisibleTenants visible)
    {
        ListQuery[] queries = filter.TenantIds is not null ? [OfTenants] : visible.IsAll ? [OfAll.Of(0)] : [OfTenants, OfOperator.Of(who.Id)];
        return queries.Select(query => filter.Action is { } action ? query.With(Action, action) : query)
            .Select(query => filter.Actor is { } actor ? query.With(Actor, actor) : query)
            .Select(query => filter.From is { } from ? query.With(From, from.ToUnixTimeMilliseconds()) : query)
            .Select(query => filter.Until is { } until ? query.With(Until, until.ToUnixTimeMilliseconds()) : query);
    }
}
