using System.Collections.Frozen;
using SmsBridge.Gateways;
using SmsBridge.Operators;
using SmsBridge.Store;

namespace SmsBridge.Tenants;

/// <summary>A former account, with the registration that had it.</summary>
internal readonly record struct RegistrationAccount(long TenantId, SenderAccount Account);

/// <summary>
/// All tenants and keys in memory, because every hook asks for one. An immutable snapshot, replaced as a whole after each change, so
/// readers take no lock.
/// </summary>
internal sealed class TenantDirectory(TenantReader reader, TimeProvider time) : MemoryDirectory<TenantDirectory.Snapshot>(Snapshot.Empty), ITenantNames
{
    public IEnumerable<Tenant> All => Kept.ById.Values;

    public Tenant? Find(string identifier) => Kept.ByIdentifier.GetValueOrDefault(identifier);

    public Tenant? Find(long tenantId) => Kept.ById.GetValueOrDefault(tenantId);

    /// <summary>Words to add where tenants are named: one may register later, a misspelt one never does. Empty: all are registered.</summary>
    public string Unregistered(IEnumerable<string> identifiers) =>
        identifiers.Where(identifier => Find(identifier) is null).Order(StringComparer.Ordinal).ToList() is { Count: > 0 } unknown
            ? $" No tenant is registered as {string.Join(", ", unknown)} yet; case counts."
            : "";

    /// <summary>Whether another tenant has this name but for the case of its letters: to many a core's database they are one.</summary>
    public bool HasAlike(string identifier) =>
        Kept.ByIdentifier.Keys.Any(known => known.Equals(identifier, StringComparison.OrdinalIgnoreCase) && !known.Equals(identifier, StringComparison.Ordinal));

    public bool HasFormerAccounts => Kept.Former.Count > 0;

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

        foreach (var former in Kept.Former.GetValueOrDefault(tenantId, []))
        {
            yield return former;
        }
    }

    /// <summary>The former accounts of the registrations that a name had before, also where it has none now: what their SMS under way were sent with.</summary>
    public IEnumerable<SenderAccount> EarlierAccountsOf(string identifier)
    {
        var present = Find(identifier)?.Id;
        return Kept.FormerOfNames.GetValueOrDefault(identifier, []).Where(former => former.TenantId != present).Select(former => former.Account);
    }

    /// <summary>The latest registration of a name: the present one, else the last of those that were deleted and whose SMS are under way; null: there is none.</summary>
    public long? LatestOf(string identifier) =>
        Find(identifier)?.Id ?? Kept.FormerOfNames.GetValueOrDefault(identifier, []).Select(former => (long?)former.TenantId).Max();

    /// <summary>An account by its latest token; null when it is not known any more.</summary>
    /// <param name="accountId">Null: whatever the tenant has.</param>
    public SenderAccount? AccountOf(long tenantId, string? provider, string? accountId) =>
        AccountsOf(tenantId).FirstOrDefault(account => accountId is null || (account.AccountId == accountId && account.Provider == provider));

    /// <summary>Whose key this is; null when nobody's, of another kind, or no longer.</summary>
    public KnownKey? FindKey(string? presented, KeyKind kind) =>
        KeyHash.Of(presented) is { } hash
        && Kept.Keys.TryGetValue(hash, out var key)
        && key.Kind == kind
        && (key.ValidUntil is null || key.ValidUntil > time.GetUtcNow())
            ? key
            : null;

    /// <summary>A program's key, also one that has expired: whoever holds it is told so.</summary>
    public KnownKey? FindProgramKey(string? presented) =>
        KeyHash.Of(presented) is { } hash && Kept.Keys.TryGetValue(hash, out var key) && key.Program is not null ? key : null;

    /// <summary>A tenant's keys for programs by name, also those that have expired.</summary>
    public IEnumerable<KnownKey> ProgramKeysOf(Tenant tenant) =>
        Kept.Keys.Values.Where(key => key.Tenant.Id == tenant.Id && key.Program is not null).OrderBy(key => key.Program!.Name, StringComparer.Ordinal);

    /// <summary>The keys of a tenant that still work, newest first; without those for programs.</summary>
    public IEnumerable<KnownKey> KeysOf(Tenant tenant)
    {
        var now = time.GetUtcNow();
        return Kept.Keys.Values
            .Where(key => key.Tenant.Id == tenant.Id && key.Kind != KeyKind.Program && (key.ValidUntil is null || key.ValidUntil > now))
            .OrderBy(key => key.Kind)
            .ThenByDescending(key => key.Id);
    }

    protected override long VersionOf(Snapshot kept) => kept.Version;

    protected override Task<long> StoredVersionAsync(CancellationToken cancellationToken) => reader.VersionAsync(cancellationToken);

    protected override Task<Snapshot> LoadAsync(CancellationToken cancellationToken) => reader.LoadAsync(cancellationToken);

    internal sealed record Snapshot(
        long Version, FrozenDictionary<string, Tenant> ByIdentifier, FrozenDictionary<long, Tenant> ById, FrozenDictionary<KeyHash, KnownKey> Keys,
        FrozenDictionary<long, IReadOnlyList<SenderAccount>> Former, FrozenDictionary<string, IReadOnlyList<RegistrationAccount>> FormerOfNames)
    {
        public static readonly Snapshot Empty = new(
            0, FrozenDictionary<string, Tenant>.Empty, FrozenDictionary<long, Tenant>.Empty, FrozenDictionary<KeyHash, KnownKey>.Empty,
            FrozenDictionary<long, IReadOnlyList<SenderAccount>>.Empty, FrozenDictionary<string, IReadOnlyList<RegistrationAccount>>.Empty);
    }
}
