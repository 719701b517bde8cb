using System.Data.Common;
using Dapper;
using SmsBridge.Operators;
using SmsBridge.Store;
using SmsBridge.Tenants;

namespace SmsBridge.Insight.Statistics;

/// <summary>What cores' hooks did not tell, of a time.</summary>
/// <param name="NotTold">Missing, or made up since.</param>
internal readonly record struct GapCount(long NotTold, long MadeUp);

/// <summary>What the gap finder found, for the overview: a few rows, by the index on their time.</summary>
internal sealed class GapCounts(Database database, TimeProvider time)
{
    private static readonly TimeSpan Day = TimeSpan.FromHours(24);

    /// <summary>Of acts of the last 24 hours.</summary>
    public async Task<GapCount> LastDayAsync(VisibleTenants visible, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenReadAsync(cancellationToken);
        var (missing, madeUp) = await connection.QueryFirstAsync<(long?, long?)>(new CommandDefinition($"""
            SELECT SUM(CASE WHEN state = 1 THEN 1 ELSE 0 END), SUM(CASE WHEN state = 3 THEN 1 ELSE 0 END)
            FROM {database.Dialect.Numbers("@ids", "visible")} CROSS JOIN gap WHERE gap.tenant_id = visible.value AND gap.made_at >= @since
            """, new { ids = SqlDialect.List(visible.Ids), since = (time.GetUtcNow() - Day).ToUnixTimeMilliseconds() }, cancellationToken: cancellationToken));
        return new GapCount((missing ?? 0) + (madeUp ?? 0), madeUp ?? 0);
    }

    /// <summary>Tenants that were lost, and taken up again from their core's hook, in the last days.</summary>
    public static async Task<IEnumerable<AttentionItem>> AdoptedAsync(
        DbConnection connection, IReadOnlyList<Tenant> tenants, DateTimeOffset now, CancellationToken cancellationToken) =>
        from it in await connection.QueryAsync<(long? TenantId, long At)>(new CommandDefinition(
            "SELECT tenant_id, MAX(at) FROM audit WHERE action = @KeyAdopt AND at >= @since GROUP BY tenant_id",
            new { AuditActions.KeyAdopt, since = (now - (3 * Day)).ToUnixTimeMilliseconds() }, cancellationToken: cancellationToken))
        let tenant = tenants.FirstOrDefault(tenant => tenant.Id == it.TenantId)
        where tenant is not null
        select new AttentionItem(
            "key_adopted", IsUrgent: true, tenant.Identifier,
            $"{tenant.Identifier} was not on record here any more; it was taken up again from its core's hook, with the key the core had.",
            "Find out what became of the database. What its hooks told before was lost: compare from then on (gaps list --from), and make it up.", StoredTime.At(it.At));

    /// <summary>Tenants with acts that are missing.</summary>
    public static async Task<IEnumerable<AttentionItem>> ItemsAsync(DbConnection connection, IReadOnlyList<Tenant> tenants, CancellationToken cancellationToken) =>
        from it in await connection.QueryAsync<(long TenantId, long Count, long Since)>(new CommandDefinition(
            "SELECT tenant_id, COUNT(*), MIN(made_at) FROM gap WHERE state = 1 AND state IN (1, 4) GROUP BY tenant_id", cancellationToken: cancellationToken))
        let tenant = tenants.FirstOrDefault(tenant => tenant.Id == it.TenantId)
        where tenant is not null
        select new AttentionItem(
            "gaps_missing", IsUrgent: false, tenant.Identifier,
            FormattableString.Invariant($"{tenant.Identifier}'s hooks did not tell of {it.Count} {(it.Count == 1 ? "act" : "acts")}: their clients got no SMS."),
            "Look at its gaps, and make up what is missing; then find out why no hook came.", StoredTime.At(it.Since));
}
