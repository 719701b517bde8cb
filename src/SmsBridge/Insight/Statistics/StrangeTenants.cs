using System.Data.Common;
using Dapper;
using SmsBridge.Store;

namespace SmsBridge.Insight.Statistics;

/// <summary>Tenants that cores publish events of and nobody registered here: not theirs to be told, or a registration that is missing.</summary>
internal static class StrangeTenants
{
    private const int MostNamed = 5;

    /// <summary>By the index of what is set aside, which begins with the tenant.</summary>
    private const string Waiting =
        """
        SELECT tenant, COUNT(*), MIN(parked_at) FROM parked_event
        WHERE tenant <> '' AND tenant NOT IN (SELECT identifier FROM tenant WHERE deleted_at IS NULL)
        GROUP BY tenant ORDER BY COUNT(*) DESC, tenant LIMIT @MostNamed
        """;

    public static async Task<IEnumerable<AttentionItem>> ItemsAsync(DbConnection connection, CancellationToken cancellationToken) =>
        from it in await connection.QueryAsync<(string Tenant, long Count, long Since)>(new CommandDefinition(Waiting, new { MostNamed }, cancellationToken: cancellationToken))
        select new AttentionItem(
            "events_unknown_tenant", IsUrgent: false, null,
            FormattableString.Invariant($"{it.Count} external {(it.Count == 1 ? "event names" : "events name")} the tenant {it.Tenant}, which is not registered here: nobody is told of them."),
            "Register it, then take them once more (events parked again); or drop them (events parked drop), and name the broker's tenants in the settings.", StoredTime.At(it.Since));
}
