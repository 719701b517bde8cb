using System.Collections.Frozen;
using SmsBridge.Store;

namespace SmsBridge.Restores;

/// <summary>
/// Whether a backup was put back, and who sends again, in memory, because every SMS asks. Without one nothing is looked at but whether there is one. Read at the start, and anew while a
/// tenant is closed.
/// </summary>
internal sealed class RestoreDirectory(RestoreStore store)
    : MemoryDirectory<RestoreDirectory.Snapshot>(new Snapshot(0, null, FrozenDictionary<long, RestoredTenant>.Empty, FrozenSet<long>.Empty))
{
    /// <summary>Null: none was ever put back.</summary>
    public RestoreMark? Mark => Kept.Mark;

    /// <summary>Of the tenants that the backup has.</summary>
    public IReadOnlyCollection<RestoredTenant> Tenants => Kept.Tenants.Values;

    /// <summary>Tenants that are closed, or whose core is to be asked once more.</summary>
    public IEnumerable<RestoredTenant> Unfinished => Kept.Tenants.Values.Where(tenant => !tenant.IsDone);

    public bool IsClosed(long tenantId) => Kept.Tenants.TryGetValue(tenantId, out var tenant) && !tenant.IsOpen;

    /// <summary>What the provider lists beside what was found can be no other SMS of this tenant.</summary>
    public bool IsMatched(long tenantId) => !Kept.Tenants.TryGetValue(tenantId, out var tenant) || tenant.MatchedAt is not null;

    /// <summary>It is told of a tenant that is closed.</summary>
    public bool HoldsPartner(long partnerId) => Kept.HeldPartners.Contains(partnerId);

    protected override long VersionOf(Snapshot kept) => kept.Version;

    protected override Task<long> StoredVersionAsync(CancellationToken cancellationToken) => store.VersionAsync(cancellationToken);

    protected override async Task<Snapshot> LoadAsync(CancellationToken cancellationToken)
    {
        var rows = await store.LoadAsync(cancellationToken);
        return new Snapshot(rows.Version, rows.Mark, rows.Tenants.ToFrozenDictionary(tenant => tenant.TenantId), rows.HeldPartners.ToFrozenSet());
    }

    internal sealed record Snapshot(long Version, RestoreMark? Mark, FrozenDictionary<long, RestoredTenant> Tenants, FrozenSet<long> HeldPartners);
}
