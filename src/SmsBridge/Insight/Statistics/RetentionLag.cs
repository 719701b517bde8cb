using System.Data.Common;
using Dapper;
using SmsBridge.Tenants;

namespace SmsBridge.Insight.Statistics;

/// <summary>Data that are kept for longer than was said they would be.</summary>
internal static class RetentionLag
{
    /// <summary>So long a run may be late: a night without the service, a disk that was full.</summary>
    private static readonly TimeSpan Tolerated = TimeSpan.FromDays(2);

    public static async Task<IEnumerable<AttentionItem>> ItemsAsync(DbConnection connection, IReadOnlyList<Tenant> tenants, DateTimeOffset now, CancellationToken cancellationToken) =>
        from it in await connection.QueryAsync<(long TenantId, long RanAt, long? OverdueAt)>(new CommandDefinition(
            "SELECT tenant_id, ran_at, overdue_at FROM retention_run WHERE ran_at < @late OR overdue_at < @late ORDER BY tenant_id",
            new { late = (now - Tolerated).ToUnixTimeMilliseconds() }, cancellationToken: cancellationToken))
        let tenant = tenants.FirstOrDefault(tenant => tenant.Id == it.TenantId)
        where tenant is not null
        select new AttentionItem(
            "retention_behind", IsUrgent: false, tenant.Identifier, $"{tenant.Identifier} has data that should be gone by their age for more than two days.",
            "See Privacy on the tenant's page. Events that wait since then hold it up, and so do counts that are not made yet: retention show says how much is left, retention run goes on with it.",
            Store.StoredTime.At(it.OverdueAt is { } overdue && overdue < it.RanAt ? overdue : it.RanAt));
}
