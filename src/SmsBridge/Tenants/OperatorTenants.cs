using SmsBridge.Operators;

namespace SmsBridge.Tenants;

/// <summary>
/// What an operator's scope comes to. What is outside it does not exist for that operator: callers answer 404 for it, in the same words as
/// for what there is not.
/// </summary>
internal sealed class OperatorTenants(TenantDirectory directory, ScopedTenantStore tenants)
{
    /// <summary>The registered tenants of the scope, by name.</summary>
    public IReadOnlyList<Tenant> Of(SignedInOperator who) =>
        [.. directory.All.Where(tenant => who.Scope.Covers(tenant.Identifier)).OrderBy(tenant => tenant.Identifier, StringComparer.Ordinal)];

    /// <summary>Null: there is none, or not for this operator.</summary>
    public Tenant? Find(SignedInOperator who, string identifier) => who.Scope.Covers(identifier) ? directory.Find(identifier) : null;

    /// <summary>All of the scope, deleted ones too, by name.</summary>
    public async Task<IReadOnlyList<ScopedTenant>> ListAsync(TenantScope who, CancellationToken cancellationToken) =>
        (await tenants.ListAsync(cancellationToken)).FindAll(tenant => who.Covers(tenant.Identifier));

    /// <summary>What lists may hold.</summary>
    /// <param name="identifier">Only this one's, of all its registrations; null: all in the scope.</param>
    /// <returns>Null: there is none of that name, or not for this operator.</returns>
    public async Task<VisibleTenants?> VisibleAsync(SignedInOperator who, string? identifier, CancellationToken cancellationToken)
    {
        var ids = (await ListAsync(who.Scope, cancellationToken)).Where(tenant => identifier is null || tenant.Identifier == identifier).Select(tenant => tenant.Id).Order().ToList();
        return identifier is not null && ids.Count == 0 ? null : new VisibleTenants(identifier is null && who.Scope.IsAll, ids);
    }

    /// <summary>All in the scope.</summary>
    public async Task<VisibleTenants> VisibleAsync(SignedInOperator who, CancellationToken cancellationToken) => (await VisibleAsync(who, identifier: null, cancellationToken))!;
}
