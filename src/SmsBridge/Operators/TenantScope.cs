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
