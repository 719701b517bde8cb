using SmsBridge.Store;

namespace SmsBridge.Tenants.ProgramKeys;

/// <summary>What became of a key that was to be stored.</summary>
internal enum ProgramKeyAdded
{
    Done,
    NameTaken,
    TooMany,
    TenantGone,
}

/// <summary>The SQL of keys for programs, in <c>api_key</c> beside the tenant's own. Each verb one transaction, its entry of the audit included.</summary>
internal sealed class ProgramKeyStore(Database database, TimeProvider time)
{
    /// <summary>All of them are in memory, on every node; those that have expired count until they are ended.</summary>
    internal const int MostOfTenant = 50;

    private const int Kind = (int)KeyKind.Program;

    /// <param name="record">Writes the audit.</param>
    public Task<ProgramKeyAdded> TryAddAsync(long tenantId, ProgramGrant grant, string key, DateTimeOffset? until, Action<WriteSession> record)
    {
        var row = new
        {
            tenantId, Kind, grant.Name, Scopes = (int)grant.Scopes, Hash = ApiKey.Hash(key), Prefix = ApiKey.Prefix(key), Now = time.GetUtcNow().ToUnixTimeMilliseconds(),
            Until = until?.ToUnixTimeMilliseconds(),
        };
        return database.WriteAsync(session =>
        {
            if (session.Scalar<bool>("SELECT EXISTS (SELECT 1 FROM api_key WHERE tenant_id = @tenantId AND name = @Name)", row))
            {
                return ProgramKeyAdded.NameTaken;
            }

            if (session.Scalar<long>("SELECT COUNT(*) FROM api_key WHERE tenant_id = @tenantId AND kind = @Kind", row) >= MostOfTenant)
            {
                return ProgramKeyAdded.TooMany;
            }

            var added = session.Execute("""
                INSERT INTO api_key (tenant_id, kind, hash, prefix, created_at, valid_until, name, scopes)
                SELECT id, @Kind, @Hash, @Prefix, @Now, CAST(@Until AS BIGINT), @Name, @Scopes FROM tenant WHERE id = @tenantId AND deleted_at IS NULL
                """, row);
            if (added == 0)
            {
                return ProgramKeyAdded.TenantGone;
            }

            record(session);
            DirectoryVersion.OfTenants.Raise(session);
            return ProgramKeyAdded.Done;
        });
    }

    /// <returns>False: there is none of that name.</returns>
    /// <inheritdoc cref="TryAddAsync"/>
    public Task<bool> EndAsync(long tenantId, string name, Action<WriteSession> record) =>
        database.WriteAsync(session =>
        {
            if (session.Execute("DELETE FROM api_key WHERE tenant_id = @tenantId AND kind = @Kind AND name = @name", new { tenantId, Kind, name }) == 0)
            {
                return false;
            }

            record(session);
            DirectoryVersion.OfTenants.Raise(session);
            return true;
        });
}
