using System.Data.Common;
using Dapper;
using SmsBridge.Store;

namespace SmsBridge.Ledger;

/// <summary>What of a tenant's record is as it was.</summary>
/// <param name="Named">Older events are without number, name and text.</param>
/// <param name="Whole">Older ones are not there; 1970: none was removed.</param>
internal sealed record KeptFrom(long TenantId, DateTimeOffset Named, DateTimeOffset Whole);

/// <summary>
/// From when on a tenant's record is what it was: older events were removed by their age, or are without number and text. What is older is not counted anew from its messages, and what a core
/// did before then is not taken for missing.
/// </summary>
internal sealed class RecordFloor(Database database)
{
    /// <summary>A condition on counts of the hour <c>@Start</c>: their tenant is there, and its events of then are as they were.</summary>
    public const string CountsAnew = "tenant_id IN (SELECT id FROM tenant) AND tenant_id NOT IN (SELECT tenant_id FROM record_floor WHERE named_from > @Start)";

    /// <returns>The beginning of all times: nothing was removed.</returns>
    public async Task<DateTimeOffset> WholeFromAsync(long tenantId)
    {
        await using var connection = await database.OpenBriefReadAsync();
        return StoredTime.At(await connection.ExecuteScalarAsync<long?>("SELECT whole_from FROM record_floor WHERE tenant_id = @tenantId", new { tenantId })) is { } from && from > DateTimeOffset.UnixEpoch
            ? from
            : DateTimeOffset.MinValue;
    }

    /// <summary>Of those tenants of which something went by its age.</summary>
    public static async Task<IReadOnlyList<KeptFrom>> OfAsync(DbConnection connection, SqlDialect dialect, IEnumerable<long> tenantIds, CancellationToken cancellationToken) =>
        [.. (await connection.QueryAsync<(long TenantId, long Named, long Whole)>(new CommandDefinition(
            $"SELECT tenant_id, named_from, whole_from FROM record_floor WHERE {dialect.Listed("tenant_id")}", new { ids = SqlDialect.List(tenantIds) }, cancellationToken: cancellationToken)))
            .Select(row => new KeptFrom(row.TenantId, StoredTime.At(row.Named), StoredTime.At(row.Whole)))];

    /// <summary>Tenants whose events of a time are not all as they were.</summary>
    public static HashSet<long> Above(WriteSession session, long start) => [.. session.Query<long>("SELECT tenant_id FROM record_floor WHERE named_from > @start", new { start })];

    /// <summary>To be called before anything of before then is taken out, in the transaction that makes sure that it is counted. It never goes back.</summary>
    /// <param name="isRemoved">Whole events go; else number and text.</param>
    public static void Raise(WriteSession session, long tenantId, long to, bool isRemoved) => session.Execute("""
        INSERT INTO record_floor (tenant_id, named_from, whole_from) VALUES (@tenantId, @to, @whole)
        ON CONFLICT (tenant_id) DO UPDATE SET
            named_from = CASE WHEN excluded.named_from > record_floor.named_from THEN excluded.named_from ELSE record_floor.named_from END,
            whole_from = CASE WHEN excluded.whole_from > record_floor.whole_from THEN excluded.whole_from ELSE record_floor.whole_from END
        """, new { tenantId, to, whole = isRemoved ? to : 0 });
}
