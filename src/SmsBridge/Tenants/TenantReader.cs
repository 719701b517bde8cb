using System.Collections.Frozen;
using Dapper;
using SmsBridge.Gateways;
using SmsBridge.Store;

namespace SmsBridge.Tenants;

/// <summary>What <see cref="TenantStore"/> has written, for the directory.</summary>
internal sealed class TenantReader(Database database, SecretBox secrets)
{
    /// <summary>Changes with every change of tenants and keys, whoever made it.</summary>
    public async Task<long> VersionAsync(CancellationToken cancellationToken)
    {
        await using var connection = database.OpenRead();
        return await connection.ExecuteScalarAsync<long>(new CommandDefinition(
            "SELECT version FROM directory_version WHERE id = 1", cancellationToken: cancellationToken));
    }

    /// <summary>All of them at one moment, secrets opened.</summary>
    public async Task<TenantDirectory.Snapshot> LoadAsync(CancellationToken cancellationToken)
    {
        await using var connection = database.OpenRead();
        await using var transaction = await connection.BeginTransactionAsync(System.Data.IsolationLevel.Serializable, cancellationToken);
        var version = await connection.ExecuteScalarAsync<long>(new CommandDefinition(
            "SELECT version FROM directory_version WHERE id = 1", transaction: transaction, cancellationToken: cancellationToken));
        var tenantRows = await connection.QueryAsync<TenantRow>(new CommandDefinition(
            $"SELECT {TenantRow.Columns} FROM tenant WHERE deleted_at IS NULL", transaction: transaction, cancellationToken: cancellationToken));
        var keyRows = await connection.QueryAsync<KeyRow>(new CommandDefinition(
            $"SELECT {KeyRow.Columns} FROM api_key", transaction: transaction, cancellationToken: cancellationToken));
        var formerRows = await connection.QueryAsync<FormerAccountRow>(new CommandDefinition(
            FormerAccountRow.Sql, transaction: transaction, cancellationToken: cancellationToken));

        var tenants = tenantRows.Select(row => row.Open(secrets)).ToFrozenDictionary(tenant => tenant.Id);
        return new TenantDirectory.Snapshot(
            version,
            tenants.Values.ToFrozenDictionary(tenant => tenant.Identifier, StringComparer.Ordinal),
            tenants,
            keyRows.Where(row => tenants.ContainsKey(row.TenantId)).ToFrozenDictionary(
                row => KeyHash.From(row.Hash),
                row => new KnownKey(
                    row.Id, tenants[row.TenantId], row.Kind, row.Prefix, StoredTime.At(row.CreatedAt),
                    StoredTime.At(row.ValidUntil),
                    StoredTime.At(row.LastUsedAt))),
            formerRows.GroupBy(row => row.TenantId).ToFrozenDictionary(
                rows => rows.Key, IReadOnlyList<SenderAccount> (rows) => [.. rows.Select(row => row.Open(secrets)).OfType<SenderAccount>()]));
    }
}
