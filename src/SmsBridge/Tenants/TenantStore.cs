using Dapper;
using SmsBridge.Store;

namespace SmsBridge.Tenants;

/// <summary>
/// The SQL of <c>tenant</c>: each verb one transaction that also counts up <c>directory_version</c>. Secrets go in sealed and come out
/// opened; nothing else sees the ciphertext.
/// </summary>
internal sealed class TenantStore(
    Database database, SecretBox secrets, IEnumerable<IEndsWithTenant> ending, IEnumerable<IOutlivesTenant> outliving, TimeProvider time) : IFollowsClock
{
    /// <summary>The race window counts from the registration.</summary>
    public void SetBack(WriteSession session, long latest, long by)
    {
        if (session.Execute("UPDATE tenant SET registered_at = registered_at - @by WHERE registered_at > @latest", new { latest, by }) > 0)
        {
            DirectoryVersion.OfTenants.Raise(session);
        }
    }

    /// <summary>Whether there ever was a tenant of that identifier here; one that was deleted counts.</summary>
    public async Task<bool> WasHereAsync(string identifier, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenBriefReadAsync(); // a hook waits for it
        return await connection.ExecuteScalarAsync<bool>(new CommandDefinition(
            "SELECT EXISTS (SELECT 1 FROM tenant WHERE identifier = @identifier)", new { identifier }, cancellationToken: cancellationToken));
    }

    /// <summary>Stores a tenant and its first key, or nothing.</summary>
    /// <param name="unverified">What could not be checked; null: proved now.</param>
    /// <param name="registeredAt">When a core registered it; null: now.</param>
    /// <param name="trust">Set when it is taken on trust.</param>
    /// <returns>False when a tenant of that identifier exists, or too many are on trust: the database decides, so two at once can not both succeed.</returns>
    public Task<bool> TryAddAsync(
        string identifier, TenantSettings settings, string apiKey, string? unverified, DateTimeOffset? registeredAt = null, TrustLimit? trust = null)
    {
        var row = TenantRow.Seal(identifier, settings, secrets);
        var key = NewKey(apiKey);
        return WriteAsync(session =>
        {
            if (trust is not null && session.QueryFirst<long>(OnTrustSql, new { }) >= trust.Most)
            {
                return false;
            }

            var id = session.QueryFirst<long?>("""
                INSERT INTO tenant (identifier, provider, account_id, provider_token, shared_key, sender, core_endpoint, core_token, core_username,
                    core_password, default_region, created_at, updated_at, registered_at, unverified, verified_at, trusted_until)
                VALUES (@Identifier, @Provider, @AccountId, @ProviderToken, @SharedKey, @Sender, @CoreEndpoint, @CoreToken, @CoreUsername,
                    @CorePassword, @DefaultRegion, @Now, @Now, COALESCE(@RegisteredAt, @Now), @unverified, CASE WHEN @unverified IS NULL THEN @Now END, @Until)
                ON CONFLICT DO NOTHING RETURNING id
                """, With(row, new { unverified, Until = trust?.Until.ToUnixTimeMilliseconds(), RegisteredAt = registeredAt?.ToUnixTimeMilliseconds() }));
            if (id is not { } tenantId)
            {
                return false;
            }

            foreach (var part in outliving)
            {
                part.TakeOver(session, tenantId);
            }

            return ApiKeySql.Add(session, tenantId, KeyKind.ApiKey, key);
        });
    }

    /// <summary>
    /// A proved registration of a known tenant: new settings, a new current key, and the previous one valid for a while more. The tenant's
    /// events flow again if they waited for this.
    /// </summary>
    /// <returns>False when another registration succeeded after <paramref name="lastAllowed"/>: two racing ones must not both succeed.</returns>
    public Task<bool> TryRegisterAgainAsync(Tenant tenant, TenantSettings settings, string apiKey, DateTimeOffset lastAllowed, TimeSpan grace)
    {
        var row = TenantRow.Seal(tenant.Identifier, settings, secrets);
        var key = NewKey(apiKey);
        return WriteAsync(session =>
        {
            if (IsNewAccount(tenant, settings) && session.Scalar<bool>(
                "SELECT EXISTS (SELECT 1 FROM tenant WHERE id = @Id AND registered_at <= @LastAllowed)",
                new { tenant.Id, LastAllowed = lastAllowed.ToUnixTimeMilliseconds() }))
            {
                FormerAccounts.Keep(session, tenant.Id, key.Now);
            }

            var updated = session.Execute($"""
                {UpdateSettingsSql}, registered_at = @Now, verified_at = @Now, unverified = NULL, trusted_until = NULL{ResumeUnlessByOperatorSql}
                WHERE id = @TenantId AND deleted_at IS NULL AND (registered_at <= @LastAllowed OR trusted_until IS NOT NULL)
                """, With(row, new { TenantId = tenant.Id, LastAllowed = lastAllowed.ToUnixTimeMilliseconds() })) == 1;
            if (updated && tenant.TrustedUntil is not null)
            {
                // Whoever held these never proved anything: no grace, and no webhook token stays behind.
                session.Execute("DELETE FROM api_key WHERE tenant_id = @Id", new { tenant.Id });
            }

            return updated && ApiKeySql.Replace(session, tenant.Id, KeyKind.ApiKey, key, key.Now + (long)grace.TotalMilliseconds);
        });
    }

    /// <summary>Settings that were proved replace the old ones; events that waited for this flow again.</summary>
    public Task<bool> UpdateAsync(Tenant tenant, TenantSettings settings) =>
        UpdateAsync(tenant, settings, $", verified_at = @Now, unverified = NULL, trusted_until = NULL{ResumeUnlessByOperatorSql}");

    /// <summary>Settings that neither core nor provider could say anything about; the tenant is proved as far as it was.</summary>
    public Task<bool> UpdateUnaskedAsync(Tenant tenant, TenantSettings settings) => UpdateAsync(tenant, settings, more: "");

    /// <summary>Core and provider accept it as it is.</summary>
    /// <param name="seenAt">When the row that was proved had last changed.</param>
    public Task<bool> SetVerifiedAsync(long tenantId, long seenAt) =>
        WriteAsync(session => session.Execute(
            $"UPDATE tenant SET updated_at = @Now, verified_at = @Now, unverified = NULL, trusted_until = NULL{ResumeUnlessByOperatorSql} WHERE id = @tenantId AND deleted_at IS NULL AND updated_at = @seenAt",
            new { tenantId, seenAt, Now = Now() }) == 1);

    /// <summary>An operator's pause takes over from one that would end by itself.</summary>
    /// <param name="seenAt">Only if the row has not changed since; null: whatever it is now.</param>
    /// <returns>False when it is paused already, has changed, or is gone.</returns>
    public Task<bool> PauseAsync(long tenantId, long? seenAt, string reason, string? detail) =>
        WriteAsync(session => session.Execute("""
            UPDATE tenant SET updated_at = @Now, paused_at = @Now, pause_reason = @reason, pause_detail = @detail
            WHERE id = @tenantId AND deleted_at IS NULL AND (@seenAt IS NULL OR updated_at = @seenAt)
                AND (paused_at IS NULL OR (@reason = 'paused_by_operator' AND pause_reason <> 'paused_by_operator'))
            """, new { tenantId, seenAt, reason, detail, Now = Now() }) == 1);

    /// <summary>Another cause for a pause that is not an operator's.</summary>
    /// <returns>False when there is nothing new to say.</returns>
    public Task<bool> ExplainPauseAsync(long tenantId, long seenAt, string reason, string? detail) =>
        WriteAsync(session => session.Execute("""
            UPDATE tenant SET updated_at = @Now, pause_reason = @reason, pause_detail = @detail
            WHERE id = @tenantId AND deleted_at IS NULL AND updated_at = @seenAt AND paused_at IS NOT NULL AND pause_reason <> 'paused_by_operator'
                AND (pause_reason <> @reason OR COALESCE(pause_detail, '') <> COALESCE(@detail, ''))
            """, new { tenantId, seenAt, reason, detail, Now = Now() }) == 1);

    /// <returns>False when it was not paused, or is gone.</returns>
    public Task<bool> ResumeAsync(long tenantId) =>
        WriteAsync(session => session.Execute("""
            UPDATE tenant SET updated_at = @Now, paused_at = NULL, pause_reason = NULL, pause_detail = NULL
            WHERE id = @tenantId AND deleted_at IS NULL AND paused_at IS NOT NULL
            """, new { tenantId, Now = Now() }) == 1);

    /// <summary>A new current key of a kind; the one before stays valid for <paramref name="grace"/> more.</summary>
    public Task<bool> ReplaceKeyAsync(long tenantId, KeyKind kind, string newKey, TimeSpan grace)
    {
        var key = NewKey(newKey);
        return WriteAsync(session => ApiKeySql.Replace(session, tenantId, kind, key, key.Now + (long)grace.TotalMilliseconds));
    }

    /// <summary>A key that works beside the current one until <paramref name="validUntil"/>, for a test.</summary>
    public Task<bool> LendKeyAsync(long tenantId, KeyKind kind, string lentKey, DateTimeOffset validUntil)
    {
        var key = NewKey(lentKey);
        return WriteAsync(session => session.Execute("""
            INSERT INTO api_key (tenant_id, kind, hash, prefix, created_at, valid_until)
            SELECT id, @kind, @Hash, @Prefix, @Now, @until FROM tenant WHERE id = @tenantId AND deleted_at IS NULL
            """, new { tenantId, kind = (int)kind, key.Hash, key.Prefix, key.Now, until = validUntil.ToUnixTimeMilliseconds() }) == 1);
    }

    /// <summary>Ends one key, whosesoever it is.</summary>
    public Task<bool> EndKeyAsync(string key)
    {
        var hash = ApiKey.Hash(key);
        return WriteAsync(session => session.Execute("DELETE FROM api_key WHERE hash = @hash", new { hash }) == 1);
    }

    /// <summary>All keys of a kind stop working.</summary>
    public Task<bool> RevokeKeysAsync(long tenantId, KeyKind kind) =>
        WriteAsync(session => session.Execute("DELETE FROM api_key WHERE tenant_id = @tenantId AND kind = @kind", new { tenantId, kind = (int)kind }) > 0);

    /// <summary>Notes when keys were last used. Not worth a reload: shown from memory.</summary>
    public Task SaveUsageAsync(IReadOnlyCollection<(long KeyId, long At)> usage) =>
        database.WriteAsync(session =>
        {
            foreach (var (keyId, at) in usage)
            {
                session.Execute("UPDATE api_key SET last_used_at = @at WHERE id = @keyId", new { keyId, at });
            }
        });

    /// <summary>
    /// Deletes the tenant's keys and secrets and frees its identifier; its events and messages stay on the record. What SMS under way were sent
    /// with is kept until they are settled.
    /// </summary>
    public Task<bool> DeleteAsync(long tenantId) =>
        WriteAsync(session =>
        {
            session.Execute("DELETE FROM api_key WHERE tenant_id = @tenantId", new { tenantId });
            FormerAccounts.Keep(session, tenantId, Now());
            foreach (var part in ending)
            {
                part.End(session, tenantId, Now());
            }

            FormerAccounts.ForgetUnneeded(session, tenantId);
            return session.Execute("""
                UPDATE tenant SET deleted_at = @Now, updated_at = @Now, provider_token = NULL, shared_key = NULL, core_token = NULL, core_password = NULL
                WHERE id = @tenantId AND deleted_at IS NULL
                """, new { tenantId, Now = Now() }) == 1;
        });

    /// <summary>How many are on trust now.</summary>
    public async Task<long> CountOnTrustAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenBriefReadAsync();
        return await connection.ExecuteScalarAsync<long>(new CommandDefinition(OnTrustSql, cancellationToken: cancellationToken));
    }

    private const string OnTrustSql = "SELECT COUNT(*) FROM tenant WHERE trusted_until IS NOT NULL AND deleted_at IS NULL";

    private const string UpdateSettingsSql = """
        UPDATE tenant SET provider = @Provider, account_id = @AccountId, provider_token = @ProviderToken, shared_key = @SharedKey, sender = @Sender,
            core_endpoint = @CoreEndpoint, core_token = @CoreToken, core_username = @CoreUsername, core_password = @CorePassword,
            default_region = @DefaultRegion, updated_at = @Now
        """;

    /// <summary>What was mended needs no pause; what a person paused stays so.</summary>
    private const string ResumeUnlessByOperatorSql = """
        ,
            pause_detail = CASE WHEN pause_reason = 'paused_by_operator' THEN pause_detail END,
            paused_at = CASE WHEN pause_reason = 'paused_by_operator' THEN paused_at END,
            pause_reason = CASE WHEN pause_reason = 'paused_by_operator' THEN pause_reason END
        """;

    private Task<bool> UpdateAsync(Tenant tenant, TenantSettings settings, string more) =>
        WriteAsync(session =>
        {
            if (IsNewAccount(tenant, settings))
            {
                FormerAccounts.Keep(session, tenant.Id, Now());
            }

            return session.Execute(
                $"{UpdateSettingsSql}{more} WHERE id = @TenantId AND deleted_at IS NULL",
                With(TenantRow.Seal(tenant.Identifier, settings, secrets), new { TenantId = tenant.Id })) == 1;
        });

    /// <summary>Whether reports about SMS sent so far are signed with something else, or asked for with it.</summary>
    private static bool IsNewAccount(Tenant tenant, TenantSettings settings) =>
        !settings.IsSameAccount(tenant.Settings) || settings.ProviderToken != tenant.Settings.ProviderToken || settings.SharedKey != tenant.Settings.SharedKey;

    private Task<bool> WriteAsync(Func<WriteSession, bool> work) =>
        database.WriteAsync(session =>
        {
            var changed = work(session);
            if (changed)
            {
                DirectoryVersion.OfTenants.Raise(session);
            }

            return changed;
        });

    private DynamicParameters With(TenantRow row, object more)
    {
        var parameters = new DynamicParameters(row);
        parameters.AddDynamicParams(more);
        parameters.Add("Now", Now());
        return parameters;
    }

    private NewApiKey NewKey(string key) => new(ApiKey.Hash(key), ApiKey.Prefix(key), Now());

    private long Now() => time.GetUtcNow().ToUnixTimeMilliseconds();
}

/// <summary>How many tenants may be on trust, and for how long this one.</summary>
internal sealed record TrustLimit(int Most, DateTimeOffset Until);
