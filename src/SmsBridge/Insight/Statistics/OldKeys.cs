using Dapper;
using SmsBridge.Store;
using SmsBridge.Tenants;

namespace SmsBridge.Insight.Statistics;

/// <summary>A key that was replaced, still opens, and is still used.</summary>
internal sealed record OldKey(long TenantId, KeyKind Kind, string Prefix, DateTimeOffset Ends, DateTimeOffset ReplacedAt)
{
    public string WordsOf(string tenant) => OldKeyWords.Of(tenant, Kind, Prefix, Ends);
}

/// <summary>
/// Keys that were replaced and that somebody goes on using. An API key also opens the log and the settings, so that the newer one was used says little: whether the core has it
/// is told by its latest hook. One that came without such a key (an external event, or with a webhook token) tells nothing of it: then it counts which key was used last.
/// </summary>
internal static class OldKeys
{
    /// <param name="last">The latest hook of each tenant that is asked about.</param>
    public static async Task<IReadOnlyList<OldKey>> ListAsync(Database database, IReadOnlyDictionary<long, LastHook> last, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenReadAsync(cancellationToken);
        var rows = await connection.QueryAsync<(long TenantId, long Kind, string Prefix, long Ends, long ReplacedAt)>(new CommandDefinition($"""
            SELECT old.tenant_id, old.kind, old.prefix, old.valid_until, newer.created_at
            FROM api_key AS old JOIN api_key AS newer ON newer.tenant_id = old.tenant_id AND newer.kind = old.kind AND newer.valid_until IS NULL
            LEFT JOIN (
                SELECT event.tenant_id AS tenant_id, event.key_id AS key_id FROM {database.Dialect.Numbers("@hooks", "hook")} JOIN event ON event.id = hook.value
                JOIN api_key AS shown ON shown.id = event.key_id AND shown.kind = {(int)KeyKind.ApiKey}
            ) AS latest ON latest.tenant_id = old.tenant_id AND old.kind = {(int)KeyKind.ApiKey}
            WHERE old.kind <> {(int)KeyKind.Program} AND old.valid_until > @now AND old.last_used_at > newer.created_at
                AND CASE WHEN latest.key_id IS NOT NULL THEN latest.key_id <> newer.id ELSE old.last_used_at > COALESCE(newer.last_used_at, 0) END
            ORDER BY old.valid_until
            """, new { now = now.ToUnixTimeMilliseconds(), hooks = SqlDialect.List(last.Values.Select(hook => hook.EventId)) }, cancellationToken: cancellationToken));
        return [.. rows.Select(row => new OldKey(row.TenantId, (KeyKind)row.Kind, row.Prefix, StoredTime.At(row.Ends), StoredTime.At(row.ReplacedAt)))];
    }

    public static async Task<IEnumerable<AttentionItem>> ItemsAsync(
        Database database, IReadOnlyList<Tenant> tenants, IReadOnlyDictionary<long, LastHook> last, DateTimeOffset now, CancellationToken cancellationToken) =>
        from it in await ListAsync(database, last, now, cancellationToken)
        let tenant = tenants.FirstOrDefault(tenant => tenant.Id == it.TenantId)
        where tenant is not null
        select new AttentionItem("old_key", IsUrgent: true, tenant.Identifier, it.WordsOf(tenant.Identifier), OldKeyWords.Remedy(it.Kind), it.ReplacedAt);
}
