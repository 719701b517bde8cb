namespace SmsBridge.Operators;

/// <summary>The tenants somebody may see, by the core's name for them: all there are and will be, or these.</summary>
internal sealed class TenantScope
{
    private readonly HashSet<string>? _identifiers;

    private TenantScope(HashSet<string>? identifiers) => _identifiers = identifiers;

    public static TenantScope All { get; } = new(null);

    public bool IsAll => _identifiers is null;

    /// <summary>Empty for <see cref="All"/>.</summary>
    public IReadOnlyCollection<string> Identifiers => _identifiers ?? [];

    public static TenantScope Of(IEnumerable<string> identifiers) => new(identifiers.ToHashSet(StringComparer.Ordinal));

    public bool IsSameAs(TenantScope other) => _identifiers is null ? other.IsAll : !other.IsAll && _identifiers.SetEquals(other.Identifiers);

    public bool Covers(string identifier) => _identifiers is null || _identifiers.Contains(identifier);
}

/// <summary>The tenants somebody may see, by number: also those deleted meanwhile, whose record stays.</summary>
/// <param name="IsAll">All there are, and what belongs to none (tenant 0).</param>
/// <param name="Ids">Every one of them, in ascending order.</param>
internal sealed record VisibleTenants(bool IsAll, IReadOnlyList<long> Ids)
{
    public bool Cover(long tenantId) => IsAll || Ids.Contains(tenantId);
}

/// <summary>Which tenants there are, for who names some.</summary>
internal interface ITenantNames
{
    /// <summary>Words to add where tenants are named: one may register later, a misspelt one never does. Empty: all are registered.</summary>
    string Unregistered(IEnumerable<string> identifiers);
}
