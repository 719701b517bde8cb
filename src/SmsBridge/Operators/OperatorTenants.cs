using Dapper;
using SmsBridge.Store;
using SmsBridge.Tenants;

namespace SmsBridge.Operators;

/// <summary>The tenants somebody may see, by number: also those deleted meanwhile, whose record stays.</summary>
/// <param name="IsAll">All there are, and what belongs to none (tenant 0).</param>
/// <param name="Ids">Every one of them, in ascending order.</param>
internal sealed record VisibleTenants(bool IsAll, IReadOnlyList<long> Ids)
{
    public bool Cover(long tenantId) => IsAll || Ids.Contains(tenantId);
}

/// <summary>
/// What an operator's scope comes to. What is outside it does not exist for that operator: callers answer 404 for it, in the same words as
/// for what there is not.
/// </summary>
internal sealed class OperatorTenants(TenantDirectory directory, Database database)
{
    /// <summary>The registered tenants of the scope, by name.</summary>
    public IReadOnlyList<Tenant> Of(SignedInOperator who) =>
        [.. directory.All.Where(tenant => who.Scope.Covers(tenant.Identifier)).OrderBy(tenant => tenant.Identifier, StringComparer.Ordinal)];

    /// <summary>Null: there is none, or not for this operator.</summary>
    public Tenant? Find(SignedInOperator who, string identifier) => who.Scope.Covers(identifier) ? directory.Find(identifier) : null;

    /// <summary>What lists may hold.</summary>
    /// <param name="identifier">Only this one's, of all its registrations; null: all in the scope.</param>
    /// <returns>Null: there is none of that name, or not for this operator.</returns>
    public async Task<VisibleTenants?> VisibleAsync(SignedInOperator who, string? identifier, CancellationToken cancellationToken)
    {
        await using var connection = database.OpenRead();
        var rows = await connection.QueryAsync<(long Id, string Identifier)>(new CommandDefinition(
            "SELECT id, identifier FROM tenant WHERE @identifier IS NULL OR identifier = @identifier ORDER BY id", new { identifier }, cancellationToken: cancellationToken));
        var ids = rows.Where(row => who.Scope.Covers(row.Identifier)).Select(row => row.Id).ToList();
        return identifier is not null && ids.Count == 0 ? null : new VisibleTenants(identifier is null && who.Scope.IsAll, ids);
    }

    /// <summary>All in the scope.</summary>
    public async Task<VisibleTenants> VisibleAsync(SignedInOperator who, CancellationToken cancellationToken) => (await VisibleAsync(who, identifier: null, cancellationToken))!;
}
