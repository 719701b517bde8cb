using System.Data.Common;
using Dapper;
using SmsBridge.Insight.EventLog;
using SmsBridge.Messages;
using SmsBridge.Store;

namespace SmsBridge.Insight.Statistics;

/// <summary>Hooks of a tenant that were refused since its last good one.</summary>
/// <param name="Count">Counted up to <see cref="RefusedHooks.Most"/>; of a flood only some are on the record.</param>
/// <param name="Since">When the first of them came.</param>
/// <param name="Reason">Of the latest, with</param>
/// <param name="Detail">the particulars: a remedy may point to them.</param>
/// <param name="IsOfCore">They come from where good ones came from, or with a good key. Else from somebody who may be anybody.</param>
/// <param name="Source">Address of the latest.</param>
internal sealed record RefusedTally(long Count, DateTimeOffset Since, string Reason, string? Detail, bool IsOfCore, bool HadGood, string? Source);

/// <summary>
/// Finds tenants whose core is refused: its hooks are lost, and it does not say so. Only what came after the last good hook counts. Anybody can
/// post a hook without the key, so whom it came from is told apart by the address: strangers raise no false alarm.
/// </summary>
internal sealed class RefusedHooks(Database database)
{
    public const int Most = 1_000;

    /// <summary>Latest good hooks whose addresses are the core's: behind a balancer it may have several.</summary>
    private const int GoodOnes = 20;

    private static readonly string[] OfNoKey = [Reasons.MissingKey, Reasons.UnknownKey, Reasons.ForeignKey];

    /// <param name="good">Of <see cref="LastHooks"/>.</param>
    /// <returns>By tenant number; only those that have some.</returns>
    public async Task<IReadOnlyDictionary<long, RefusedTally>> ListAsync(
        IEnumerable<long> tenantIds, IReadOnlyDictionary<long, LastHook> good, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenReadAsync(cancellationToken);
        var latest = await connection.QueryAsync<(long TenantId, long? EventId)>(new CommandDefinition(
            $"SELECT value, (SELECT MAX(id) FROM event WHERE tenant_id = value AND verdict = 4) FROM {database.Dialect.Numbers("@ids", "tenant")}",
            new { ids = SqlDialect.List(tenantIds) }, cancellationToken: cancellationToken));
        var found = new Dictionary<long, RefusedTally>();
        foreach (var (tenantId, eventId) in latest)
        {
            var last = good.TryGetValue(tenantId, out var known) ? known.EventId : 0;
            if (eventId > last)
            {
                found[tenantId] = await CountAsync(connection, tenantId, last, cancellationToken);
            }
        }

        return found;
    }

    private static async Task<RefusedTally> CountAsync(DbConnection connection, long tenantId, long lastGood, CancellationToken cancellationToken)
    {
        var refused = (await connection.QueryAsync<(long At, string Reason, string? Detail, string? Source)>(new CommandDefinition("""
            SELECT received_at, COALESCE(reason, ''), detail, source FROM event WHERE tenant_id = @tenantId AND verdict = 4 AND id > @lastGood ORDER BY id LIMIT @Most
            """, new { tenantId, lastGood, Most }, cancellationToken: cancellationToken))).AsList();
        var known = (await connection.QueryAsync<string?>(new CommandDefinition($"""
            SELECT source FROM event WHERE id IN (SELECT @lastGood UNION ALL SELECT event_id FROM (
                {CoreEventsSql.Taken("tenant_id = @tenantId AND event_id <= @lastGood", "@Budget", "@GoodOnes")}) AS good)
            """, new { tenantId, lastGood, GoodOnes, Budget = CoreEventsSql.MostWalked }, cancellationToken: cancellationToken))).ToHashSet(StringComparer.Ordinal);
        var ofCore = refused.FindAll(it => known.Contains(it.Source) || !OfNoKey.Contains(it.Reason, StringComparer.Ordinal));
        var told = ofCore.Count > 0 ? ofCore : refused;
        return new RefusedTally(told.Count, StoredTime.At(told[0].At), told[^1].Reason, told[^1].Detail, ofCore.Count > 0, lastGood > 0, told[^1].Source);
    }
}
