using System.Data.Common;
using Dapper;
using SmsBridge.Store;
using SmsBridge.Tenants;

namespace SmsBridge.Insight.Statistics;

/// <summary>Reports on a timetable whose newest run told nobody: their columns changed, say, or the core never answered. Not of one that was switched off, or mended, since: it was looked at.</summary>
internal static class ParkedReports
{
    /// <summary>By the index of runs that were given up, which are few.</summary>
    private const string Newest =
        """
        SELECT given.tenant_id AS TenantId, report.name AS Name, given.ended_at AS EndedAt, given.problem AS Problem
        FROM schedule_run AS given JOIN report_schedule AS report ON report.tenant_id = given.tenant_id AND given.schedule = 'report ' || report.name
        WHERE given.state = 4 AND report.enabled = 1 AND NOT EXISTS (
            SELECT 1 FROM schedule_run AS later WHERE later.tenant_id = given.tenant_id AND later.schedule = given.schedule AND later.id > given.id)
        ORDER BY given.tenant_id, report.name
        """;

    public static async Task<IEnumerable<AttentionItem>> ItemsAsync(DbConnection connection, IReadOnlyList<Tenant> tenants, CancellationToken cancellationToken) =>
        from it in await connection.QueryAsync<ParkedRow>(new CommandDefinition(Newest, cancellationToken: cancellationToken))
        let tenant = tenants.FirstOrDefault(tenant => tenant.Id == it.TenantId)
        where tenant is not null
        select new AttentionItem(
            "report_parked", IsUrgent: true, tenant.Identifier, $"{tenant.Identifier}'s report {it.Name} did not get through: {it.Problem}",
            "Mend the report in the core and run it, or what is set here, or switch it off: Schedule on the tenant's page, or schedule report.", StoredTime.At(it.EndedAt));

    private sealed record ParkedRow
    {
        public long TenantId { get; init; }

        public string Name { get; init; } = "";

        public long EndedAt { get; init; }

        public string? Problem { get; init; }
    }
}
