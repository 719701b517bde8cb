using System.Collections.Frozen;
using SmsBridge.Gateways;
using SmsBridge.Operators;
using SmsBridge.Store;

namespace SmsBridge.Tenants;

/// <summary>
/// All tenants and keys in memory, because every hook asks for one. An immutable snapshot, replaced as a whole after each change, so
/// readers take no lock.
/// </summary>
internal sealed class TenantDirectory(TenantReader reader, TimeProvider time) : IStartReader, ITenantNames, IDisposable
{
    private readonly SemaphoreSlim _reload = new(1, 1);
    private volatile Snapshot _snapshot = Snapshot.Empty;

    public IEnumerable<Tenant> All => _snapshot.ById.Values;

    /// <summary>All are known before the first hook comes.</summary>
    Task IStartReader.ReadAsync() => ReloadAsync(CancellationToken.None);

    /// <summary>Reads everything anew; call after a change is committed.</summary>
    public async Task ReloadAsync(CancellationToken cancellationToken)
    {
        await _reload.WaitAsync(cancellationToken);
        try
        {
            _snapshot = await reader.LoadAsync(cancellationToken);
        }
        finally
        {
            _reload.Release();
        }
    }

    /// <summary>Reads everything anew if somebody, in this process or another, has changed something.</summary>
    /// <returns>True when something had changed.</returns>
    public async Task<bool> RefreshAsync(CancellationToken cancellationToken)
    {
        if (await reader.VersionAsync(cancellationToken) == _snapshot.Version)
        {
            return false;
        }

        await ReloadAsync(cancellationToken);
        return true;
    }

    public Tenant? Find(string identifier) => _snapshot.ByIdentifier.GetValueOrDefault(identifier);

    public Tenant? Find(long tenantId) => _snapshot.ById.GetValueOrDefault(tenantId);

    /// <summary>Words to add where tenants are named: one may register later, a misspelt one never does. Empty: all are registered.</summary>
    public string Unregistered(IEnumerable<string> identifiers) =>
        identifiers.Where(identifier => Find(identifier) is null).Order(StringComparer.Ordinal).ToList() is { Count: > 0 } unknown
            ? $" No tenant is registered as {string.Join(", ", unknown)} yet; case counts."
            : "";

    /// <summary>Whether another tenant has this name but for the case of its letters: to many a core's database they are one.</summary>
    public bool HasAlike(string identifier) =>
        _snapshot.ByIdentifier.Keys.Any(known => known.Equals(identifier, StringComparison.OrdinalIgnoreCase) && !known.Equals(identifier, StringComparison.Ordinal));

    public bool HasFormerAccounts => _snapshot.Former.Count > 0;

    /// <summary>
    /// The accounts and tokens that a tenant's SMS under way may have been sent with: its present one first, then former ones, the latest first.
    /// Also of a tenant that is deleted.
    /// </summary>
    public IEnumerable<SenderAccount> AccountsOf(long tenantId)
    {
        if (Find(tenantId)?.SenderAccount is { } present)
        {
            yield return present;
        }

        foreach (var former in _snapshot.Former.GetValueOrDefault(tenantId, []))
        {
            yield return former;
        }
    }

    /// <summary>An account by its latest token; null when it is not known any more.</summary>
    /// <param name="accountId">Null: whatever the tenant has.</param>
    public SenderAccount? AccountOf(long tenantId, string? provider, string? accountId) =>
        AccountsOf(tenantId).FirstOrDefault(account => accountId is null || (account.AccountId == accountId && account.Provider == provider));

    /// <summary>Whose key this is; null when nobody's, of another kind, or no longer.</summary>
    public KnownKey? FindKey(string? presented, KeyKind kind) =>
        KeyHash.Of(presented) is { } hash
        && _snapshot.Keys.TryGetValue(hash, out var key)
        && key.Kind == kind
        && (key.ValidUntil is null || key.ValidUntil > time.GetUtcNow())
            ? key
            : null;

    /// <summary>The keys of a tenant that still work, newest first.</summary>
    public IEnumerable<KnownKey> KeysOf(Tenant tenant)
    {
        var now = time.GetUtcNow();
        return _snapshot.Keys.Values
            .Where(key => key.Tenant.Id == tenant.Id && (key.ValidUntil is null || key.ValidUntil > now))
            .OrderBy(key => key.Kind)
            .ThenByDescending(key => key.Id);
    }

    public void Dispose() => _reload.Dispose();

    internal sealed record Snapshot(
        long Version, FrozenDictionary<string, Tenant> ByIdentifier, FrozenDictionary<long, Tenant> ById, FrozenDictionary<KeyHash, KnownKey> Keys,
        FrozenDictionary<long, IReadOnlyList<SenderAccount>> Former)
    {
        public static readonly Snapshot Empty = new(
            0, FrozenDictionary<string, Tenant>.Empty, FrozenDictionary<long, Tenant>.Empty, FrozenDictionary<KeyHash, KnownKey>.Empty,
            FrozenDictionary<long, IReadOnlyList<SenderAccount>>.Empty);
    }
}
