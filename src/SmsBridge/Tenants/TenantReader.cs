using System.Collections.Frozen;
using SmsBridge.Gateways;
using SmsBridge.Store;
using SmsBridge.Tenants.ProgramKeys;

namespace SmsBridge.Tenants;

/// <summary>What <see cref="TenantStore"/> has written, for the directory.</summary>
internal sealed class TenantReader(Database database, SecretBox secrets)
{
    /// <summary>Changes with every change of tenants and keys, whoever made it.</summary>
    public Task<long> VersionAsync(CancellationToken cancellationToken) => DirectoryVersion.OfTenants.ReadAsync(database, cancellationToken);

    /// <summary>All of them at one moment, secrets opened.</summary>
    public async Task<TenantDirectory.Snapshot> LoadAsync(CancellationToken cancellationToken)
    {
        await using var moment = await DirectoryVersion.OfTenants.OpenAsync(database, cancellationToken);
        var tenantRows = await moment.QueryAsync<TenantRow>($"SELECT {TenantRow.Columns} FROM tenant WHERE deleted_at IS NULL");
        var keyRows = await moment.QueryAsync<KeyRow>($"SELECT {KeyRow.Columns} FROM api_key");
        var former = (await moment.QueryAsync<FormerAccountRow>(FormerAccountRow.Sql))
            .Select(row => (row.TenantId, row.Identifier, Account: row.Open(secrets))).Where(row => row.Account is not null).ToList();

        var tenants = tenantRows.Select(row => row.Open(secrets)).ToFrozenDictionary(tenant => tenant.Id);
        return new TenantDirectory.Snapshot(
            moment.Version,
            tenants.Values.ToFrozenDictionary(tenant => tenant.Identifier, StringComparer.Ordinal),
            tenants,
            keyRows.Where(row => tenants.ContainsKey(row.TenantId)).ToFrozenDictionary(
                row => KeyHash.From(row.Hash),
                row => new KnownKey(
                    row.Id, tenants[row.TenantId], row.Kind, row.Prefix, StoredTime.At(row.CreatedAt),
                    StoredTime.At(row.ValidUntil),
                    StoredTime.At(row.LastUsedAt))
                {
                    Program = row is { Kind: KeyKind.Program, Name: { } name } ? new ProgramGrant(name, (KeyScopes)(row.Scopes ?? 0)) : null,
                }),
            former.GroupBy(row => row.TenantId).ToFrozenDictionary(rows => rows.Key, IReadOnlyList<SenderAccount> (rows) => [.. rows.Select(row => row.Account!)]),
            former.GroupBy(row => row.Identifier, StringComparer.Ordinal).ToFrozenDictionary(
                rows => rows.Key, IReadOnlyList<RegistrationAccount> (rows) => [.. rows.Select(row => new RegistrationAccount(row.TenantId, row.Account!))], StringComparer.Ordinal));
    }
}
