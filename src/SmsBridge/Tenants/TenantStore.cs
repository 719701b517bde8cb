using System.Collections.Frozen;
using Dapper;
using SmsBridge.Storage;

namespace SmsBridge.Tenants;

/// <summary>The SQL of <c>tenant</c> and <c>api_key</c>. Secrets go in sealed and come out opened; nothing else sees the ciphertext.</summary>
internal sealed class TenantStore(Database database, SecretBox secrets, TimeProvider time)
{
    /// <summary>Stores a tenant and its first key, or nothing.</summary>
    /// <returns>False when a tenant of that identifier exists: the database decides, so two at once can not both succeed.</returns>
    public Task<bool> TryAddAsync(NewTenant tenant, string apiKey)
    {
        var row = new
        {
            tenant.Identifier,
            tenant.Provider,
            tenant.AccountId,
            tenant.Sender,
            tenant.CoreEndpoint,
            ProviderToken = secrets.Seal(tenant.ProviderToken, ProviderPurpose(tenant.Identifier)),
            CoreToken = tenant.CoreToken is null ? null : secrets.Seal(tenant.CoreToken, CorePurpose(tenant.Identifier)),
            Now = time.GetUtcNow().ToUnixTimeMilliseconds(),
        };
        var (hash, prefix) = (ApiKey.Hash(apiKey), ApiKey.Prefix(apiKey));
        return database.WriteAsync(session =>
        {
            var id = session.QueryFirst<long?>("""
                INSERT INTO tenant (identifier, provider, account_id, provider_token, sender, core_endpoint, core_token, created_at, updated_at)
                VALUES (@Identifier, @Provider, @AccountId, @ProviderToken, @Sender, @CoreEndpoint, @CoreToken, @Now, @Now)
                ON CONFLICT DO NOTHING RETURNING id
                """, row);
            return id is not null && session.Execute(
                "INSERT INTO api_key (tenant_id, hash, prefix, created_at) VALUES (@id, @hash, @prefix, @Now)",
                new { id, hash, prefix, row.Now }) == 1;
        });
    }

    /// <summary>Deletes the tenant's keys and secrets and frees its identifier; its events and messages stay on the record.</summary>
    public Task<bool> DeleteAsync(long tenantId) =>
        database.WriteAsync(session =>
        {
            session.Execute("DELETE FROM api_key WHERE tenant_id = @tenantId", new { tenantId });
            return session.Execute("""
                UPDATE tenant SET deleted_at = @Now, updated_at = @Now, provider_token = NULL, core_token = NULL
                WHERE id = @tenantId AND deleted_at IS NULL
                """, new { tenantId, Now = time.GetUtcNow().ToUnixTimeMilliseconds() }) == 1;
        });

    internal async Task<TenantDirectory.Snapshot> LoadAsync(CancellationToken cancellationToken)
    {
        await using var connection = database.OpenRead();
        var tenantRows = await connection.QueryAsync<TenantRow>(new CommandDefinition("""
            SELECT id AS Id, identifier AS Identifier, provider AS Provider, account_id AS AccountId, provider_token AS ProviderToken,
                sender AS Sender, core_endpoint AS CoreEndpoint, core_token AS CoreToken, default_region AS DefaultRegion, created_at AS CreatedAt
            FROM tenant WHERE deleted_at IS NULL
            """, cancellationToken: cancellationToken));
        var tenants = tenantRows.Select(Open).ToFrozenDictionary(tenant => tenant.Id);

        var keyRows = await connection.QueryAsync<KeyRow>(new CommandDefinition("""
            SELECT id AS Id, tenant_id AS TenantId, hash AS Hash, prefix AS Prefix, created_at AS CreatedAt, valid_until AS ValidUntil FROM api_key
            """, cancellationToken: cancellationToken));
        return new TenantDirectory.Snapshot(
            tenants.Values.ToFrozenDictionary(tenant => tenant.Identifier, StringComparer.Ordinal),
            tenants,
            keyRows.Where(row => tenants.ContainsKey(row.TenantId)).ToFrozenDictionary(
                row => KeyHash.From(row.Hash),
                row => new KnownKey(row.Id, tenants[row.TenantId], row.Prefix, FromMs(row.CreatedAt), row.ValidUntil is { } until ? FromMs(until) : null)));
    }

    private Tenant Open(TenantRow row) => new(
        row.Id, row.Identifier, row.Provider, row.AccountId,
        secrets.Open(row.ProviderToken, ProviderPurpose(row.Identifier)),
        row.Sender,
        row.CoreEndpoint,
        secrets.Open(row.CoreToken, CorePurpose(row.Identifier)),
        row.DefaultRegion,
        FromMs(row.CreatedAt));

    private static string ProviderPurpose(string identifier) => $"tenant {identifier} provider token";

    private static string CorePurpose(string identifier) => $"tenant {identifier} core token";

    private static DateTimeOffset FromMs(long milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);

    private sealed record TenantRow
    {
        public long Id { get; init; }

        public string Identifier { get; init; } = "";

        public string Provider { get; init; } = "";

        public string AccountId { get; init; } = "";

        public string? ProviderToken { get; init; }

        public string Sender { get; init; } = "";

        public string? CoreEndpoint { get; init; }

        public string? CoreToken { get; init; }

        public string? DefaultRegion { get; init; }

        public long CreatedAt { get; init; }
    }

    private sealed record KeyRow
    {
        public long Id { get; init; }

        public long TenantId { get; init; }

        public byte[] Hash { get; init; } = [];

        public string Prefix { get; init; } = "";

        public long CreatedAt { get; init; }

        public long? ValidUntil { get; init; }
    }
}

/// <summary>A checked registration on its way into the store.</summary>
internal sealed record NewTenant(
    string Identifier, string Provider, string AccountId, string ProviderToken, string Sender, string? CoreEndpoint, string? CoreToken)
{
    /// <summary>Never the secrets.</summary>
    public override string ToString() => $"new tenant {Identifier}";
}
