using System.Globalization;
using Dapper;
using SmsBridge.Store;

namespace SmsBridge.Operators;

/// <summary>Which rows of the audit to list, newest first.</summary>
/// <param name="Actor">Name of who did it, without regard to case.</param>
/// <param name="TenantIds">Only of one tenant's matters, by all its numbers; null: of any in the scope.</param>
/// <param name="Before">Only older than this row.</param>
internal sealed record AuditFilter(string? Actor, string? Action, IReadOnlyList<long>? TenantIds, long? Before, int Limit = AuditFilter.DefaultLimit)
{
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
    private const string Columns = """
        id AS Id, at AS At, actor AS Actor, source AS Source, action AS Action, tenant_id AS TenantId, subject AS Subject, reason AS Reason,
        before AS Before, after AS After
        """;

    /// <summary>One row more than the limit when there are older ones.</summary>
    public async Task<IReadOnlyList<AuditRow>> ListAsync(
        AuditFilter filter, SignedInOperator who, VisibleTenants visible, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenReadAsync(cancellationToken);
        var rows = await connection.QueryAsync<AuditRow>(new CommandDefinition(
            $"SELECT * FROM ({Parts(filter, visible)}) ORDER BY Id DESC LIMIT @Rows",
            new
            {
                filter.Actor, filter.Action, Before = filter.Before ?? long.MaxValue, Rows = filter.Limit + 1, Operator = who.Id,
                Tenants = $"[{string.Join(',', (filter.TenantIds ?? visible.Ids).Where(visible.Cover).Select(id => id.ToString(CultureInfo.InvariantCulture)))}]",
            },
            cancellationToken: cancellationToken));
        return rows.AsList();
    }

    private static string Parts(AuditFilter filter, VisibleTenants visible)
    {
        var more = (filter.Action is null ? "" : " AND action = @Action") + (filter.Actor is null ? "" : " AND actor = @Actor COLLATE NOCASE");
        if (filter.TenantIds is null && visible.IsAll)
        {
            return Part("1 = 1" + more);
        }

        // Not a term for each: SQLite joins no more than 500 of them.
        var ofTenants = $"""
            SELECT {Columns} FROM audit WHERE id IN (
                SELECT newest.id FROM json_each(@Tenants) AS tenant CROSS JOIN audit AS newest ON newest.id IN (
                    SELECT id FROM audit WHERE id < @Before AND tenant_id = tenant.value{more} ORDER BY id DESC LIMIT @Rows))
            """;
        return filter.TenantIds is null ? $"{ofTenants} UNION {Part("operator_id = @Operator" + more)}" : ofTenants;
    }

    private static string Part(string conditions) =>
        $"SELECT * FROM (SELECT {Columns} FROM audit WHERE id < @Before AND {conditions} ORDER BY id DESC LIMIT @Rows)";
}
