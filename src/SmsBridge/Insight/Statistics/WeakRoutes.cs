using System.Data.Common;
using Dapper;
using SmsBridge.Messages;
using SmsBridge.Store;
using SmsBridge.Tenants;

namespace SmsBridge.Insight.Statistics;

/// <summary>Routes that deliver badly and are used all the same: nobody left them out, by hand or by rule.</summary>
internal static class WeakRoutes
{
    private const string Sql = """
        SELECT weak.tenant_id, weak.route, weak.settled, weak.delivered, weak.found_at FROM route_weak AS weak
        WHERE NOT EXISTS (SELECT 1 FROM route_hold AS hold WHERE hold.tenant_id = weak.tenant_id AND hold.subject = 'route ' || weak.route AND hold.reason IN (@DeliversBadly, @RouteOff))
        ORDER BY weak.tenant_id, weak.route
        """;

    public static async Task<IEnumerable<AttentionItem>> ItemsAsync(DbConnection connection, IReadOnlyList<Tenant> tenants, CancellationToken cancellationToken) =>
        from it in await connection.QueryAsync<(long TenantId, string Route, long Settled, long Delivered, long FoundAt)>(
            new CommandDefinition(Sql, new { Reasons.DeliversBadly, Reasons.RouteOff }, cancellationToken: cancellationToken))
        let tenant = tenants.FirstOrDefault(tenant => tenant.Id == it.TenantId)
        where tenant is not null
        select new AttentionItem(
            "route_weak", IsUrgent: false, tenant.Identifier,
            FormattableString.Invariant($"{tenant.Identifier}'s route {it.Route} delivers badly: {it.Delivered} of its latest {it.Settled} SMS, {100 * it.Delivered / it.Settled} %."),
            "Ask its provider, or move the route behind others, or switch it off: Routes on the tenant's page. A rule can leave such routes by itself (leaveBelow).", StoredTime.At(it.FoundAt));
}
