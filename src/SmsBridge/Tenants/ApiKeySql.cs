using SmsBridge.Store;

namespace SmsBridge.Tenants;

/// <summary>A key about to be stored: everything but the key.</summary>
internal sealed record NewApiKey(byte[] Hash, string Prefix, long Now);

/// <summary>The SQL of <c>api_key</c> that several verbs share, inside their transactions.</summary>
internal static class ApiKeySql
{
    /// <summary>A key that was used so lately is in use.</summary>
    public static readonly TimeSpan InUse = TimeSpan.FromHours(1);

    public static bool Add(WriteSession session, long tenantId, KeyKind kind, NewApiKey key) =>
        session.Execute(
            "INSERT INTO api_key (tenant_id, kind, hash, prefix, created_at) VALUES (@tenantId, @kind, @Hash, @Prefix, @Now)",
            new { tenantId, kind = (int)kind, key.Hash, key.Prefix, key.Now }) == 1;

    /// <summary>
    /// Makes the key the current one of its kind; the current one before stays valid until <paramref name="previousUntil"/>; of older ones
    /// those in use until their own grace ends, and the others end now.
    /// </summary>
    public static bool Replace(WriteSession session, long tenantId, KeyKind kind, NewApiKey key, long previousUntil)
    {
        var ended = new { tenantId, kind = (int)kind, previousUntil, key.Now, UsedSince = key.Now - (long)InUse.TotalMilliseconds };
        session.Execute("""
            DELETE FROM api_key WHERE tenant_id = @tenantId AND kind = @kind
                AND CASE WHEN valid_until IS NULL THEN @previousUntil <= @Now ELSE valid_until <= @Now OR COALESCE(last_used_at, 0) <= @UsedSince END
            """, ended);
        session.Execute("UPDATE api_key SET valid_until = @previousUntil WHERE tenant_id = @tenantId AND kind = @kind AND valid_until IS NULL", ended);
        return Add(session, tenantId, kind, key);
    }
}
