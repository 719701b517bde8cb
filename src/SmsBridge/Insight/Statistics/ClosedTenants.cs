using System.Data.Common;
using Dapper;
using SmsBridge.Store;
using SmsBridge.Tenants;

namespace SmsBridge.Insight.Statistics;

/// <summary>Tenants that send nothing, because a backup was put back and it is not known yet what was sent since.</summary>
internal static class ClosedTenants
{
    public static async Task<IEnumerable<AttentionItem>> ItemsAsync(DbConnection connection, IReadOnlyList<Tenant> tenants, CancellationToken cancellationToken) =>
        from it in await connection.QueryAsync<(long TenantId, string? Problem, long? ComparedAt, long BackupAt, long RestoredAt)>(new CommandDefinition("""
            SELECT tenant_id, problem, compared_at, restore_mark.backup_at, restore_mark.restored_at FROM restore_tenant CROSS JOIN restore_mark
            WHERE restore_tenant.opened_at IS NULL AND restore_mark.restored_at IS NOT NULL ORDER BY tenant_id
            """, cancellationToken: cancellationToken))
        let tenant = tenants.FirstOrDefault(tenant => tenant.Id == it.TenantId)
        where tenant is not null
        select new AttentionItem(
            "reconciling", IsUrgent: true, tenant.Identifier,
            FormattableString.Invariant($"{tenant.Identifier} sends nothing yet: a backup of {StoredTime.At(it.BackupAt):yyyy-MM-dd HH:mm} UTC was put back, and what was sent since is being found out. ")
            + (it.Problem ?? (it.ComparedAt is null ? "Its core is being asked." : "What waited is looked for at the provider.")),
            "It opens by itself. smsbridge restore status says what is still asked; restore open lets it send before that is known.", StoredTime.At(it.RestoredAt));
}
