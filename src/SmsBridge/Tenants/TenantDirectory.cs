using System.Collections.Frozen;

namespace SmsBridge.Tenants;

/// <summary>
/// All tenants and keys in memory, because every hook asks for one. An immutable snapshot, replaced as a whole after each change, so
/// readers take no lock.
/// </summary>
internal sealed class TenantDirectory(TenantStore store, TimeProvider time) : IDisposable
{
    private readonly SemaphoreSlim _reload = new(1, 1);
    private volatile Snapshot _snapshot = Snapshot.Empty;

    /// <summary>Reads everything anew; call after a change is committed.</summary>
    public async Task ReloadAsync(CancellationToken cancellationToken)
    {
        await _reload.WaitAsync(cancellationToken);
        try
        {
            _snapshot = await store.LoadAsync(cancellationToken);
        }
        finally
        {
            _reload.Release();
        }
    }

    public Tenant? Find(string identifier) => _snapshot.ByIdentifier.GetValueOrDefault(identifier);

    public Tenant? Find(long tenantId) => _snapshot.ById.GetValueOrDefault(tenantId);

    /// <summary>Whose key this is; null when nobody's, or no longer.</summary>
    public KnownKey? FindKey(string? presented) =>
        KeyHash.Of(presented) is { } hash
        && _snapshot.Keys.TryGetValue(hash, out var key)
        && (key.ValidUntil is null || key.ValidUntil > time.GetUtcNow())
            ? key
            : null;

    /// <summary>The tenant, when the key is one of its own.</summary>
    public Tenant? Authenticate(string? presented, string identifier) =>
        FindKey(presented)?.Tenant is { } tenant && tenant.Identifier.Equals(identifier, StringComparison.Ordinal) ? tenant : null;

    /// <summary>The keys of a tenant, current first.</summary>
    public IEnumerable<KnownKey> KeysOf(Tenant tenant) =>
        _snapshot.Keys.Values.Where(key => key.Tenant.Id == tenant.Id).OrderByDescending(key => key.CreatedAt);

    public void Dispose() => _reload.Dispose();

    internal sealed record Snapshot(
        FrozenDictionary<string, Tenant> ByIdentifier, FrozenDictionary<long, Tenant> ById, FrozenDictionary<KeyHash, KnownKey> Keys)
    {
        public static readonly Snapshot Empty = new(
            FrozenDictionary<string, Tenant>.Empty, FrozenDictionary<long, Tenant>.Empty, FrozenDictionary<KeyHash, KnownKey>.Empty);
    }
}
