using System.Data.Common;
using Dapper;
using SmsBridge.Messages;
using SmsBridge.Operators;
using SmsBridge.Store;

namespace SmsBridge.Insight.Statistics;

/// <summary>Reads the counts: a few hundred narrow rows per tenant, however many messages there are.</summary>
internal sealed class StatisticsQueries(Database database, TimeProvider time)
{
    private const int MostReasons = 50;
    private const int MostTenants = 20;

    public async Task<StatisticsView> WindowAsync(StatisticsWindow window, VisibleTenants tenants, CancellationToken cancellationToken)
    {
        var from = window.StartAt(time.GetUtcNow());
        var scope = new { window.Grain, from, window.Step, ids = Ids(tenants) };
        await using var connection = await database.OpenReadAsync(cancellationToken);
        var counts = await ListAsync<(long Step, long TenantId, long TypeId, int Outcome, long Count)>(connection, """
            SELECT (start - @from) / @Step, tenant_id, type_id, outcome, SUM(count) FROM roll_up_count
            WHERE grain = @Grain AND tenant_id IN @ids AND start >= @from GROUP BY 1, 2, 3, 4
            """, scope, cancellationToken);
        var latencies = await ListAsync<(long Step, int Slot, long Count)>(connection, """
            SELECT (start - @from) / @Step, slot, SUM(count) FROM roll_up_latency
            WHERE grain = @Grain AND tenant_id IN @ids AND start >= @from GROUP BY 1, 2
            """, scope, cancellationToken);
        var reasons = await ListAsync<(string Reason, long Count)>(connection, """
            SELECT reason, SUM(count) FROM roll_up_reason WHERE grain = @Grain AND tenant_id IN @ids AND start >= @from
            GROUP BY reason HAVING SUM(count) > 0 ORDER BY 2 DESC, 1 LIMIT @MostReasons
            """, new { scope.Grain, scope.from, scope.ids, MostReasons }, cancellationToken);

        return new StatisticsView(
            window.Name, StoredTime.At(from), TimeSpan.FromMilliseconds(window.Step), Sum(counts.Select(it => (it.Outcome, it.Count))),
            Latency(latencies.Select(it => (it.Slot, it.Count))),
            [.. Enumerable.Range(0, window.Steps).Select(step => new StatisticsPoint(
                StoredTime.At(from + (step * window.Step)),
                Sum(counts.Where(it => it.Step == step).Select(it => (it.Outcome, it.Count))),
                Latency(latencies.Where(it => it.Step == step).Select(it => (it.Slot, it.Count)))))],
            [.. reasons.Select(it => new ReasonCount(it.Reason, Reasons.Explain(it.Reason).Meaning, it.Count))],
            await ByTenantAsync(connection, counts.GroupBy(it => it.TenantId).Select(group => (group.Key, Sum(group.Select(it => (it.Outcome, it.Count))))), cancellationToken),
            await ByTypeAsync(connection, counts.GroupBy(it => it.TypeId).Select(group => (group.Key, Sum(group.Select(it => (it.Outcome, it.Count))))), cancellationToken));
    }

    /// <param name="since">Midnight where the operator is; at most two days ago.</param>
    public async Task<TodayView> TodayAsync(DateTimeOffset since, VisibleTenants tenants, CancellationToken cancellationToken)
    {
        // By hours where midnight is on one, which it is nearly everywhere: sixty times fewer rows.
        var start = Grains.Floor(since.ToUnixTimeMilliseconds(), Grains.LengthOf(Grain.Minute));
        var grain = start % Grains.LengthOf(Grain.Hour) == 0 ? Grain.Hour : Grain.Minute;
        var waiting = await WaitingAsync(tenants, cancellationToken);
        await using var connection = await database.OpenReadAsync(cancellationToken);
        var counts = await ListAsync<(int Outcome, long Count)>(connection, """
            SELECT outcome, SUM(count) FROM roll_up_count WHERE grain = @grain AND tenant_id IN @ids AND start >= @start GROUP BY outcome
            """, new { grain, start, ids = Ids(tenants) }, cancellationToken);
        var unknown = await ListAsync<(int Outcome, long Count)>(connection, """
            SELECT 0, COALESCE(SUM(count), 0) FROM roll_up_reason WHERE grain = @grain AND tenant_id IN @ids AND start >= @start AND reason = @OutcomeUnknown
            """, new { grain, start, ids = Ids(tenants), Reasons.OutcomeUnknown }, cancellationToken);
        return new TodayView(since, waiting.Count, waiting.Oldest, waiting.InDoubt + unknown[0].Count, Sum(counts));
    }

    public async Task<WaitingNow> WaitingAsync(VisibleTenants tenants, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenReadAsync(cancellationToken);
        var waiting = await WaitingQuery.RunAsync(connection, tenants, time.GetUtcNow(), cancellationToken);
        return new WaitingNow(
            waiting.Sum(it => it.Count), StoredTime.At(waiting.Min(it => it.OldestAt)), waiting.Sum(it => it.InDoubt));
    }

    /// <summary>What came for each tenant since a moment, by tenant number; for lists of tenants.</summary>
    public async Task<IReadOnlyDictionary<long, OutcomeCounts>> SinceByTenantAsync(DateTimeOffset since, VisibleTenants tenants, CancellationToken cancellationToken)
    {
        var start = Grains.Floor(since.ToUnixTimeMilliseconds(), Grains.LengthOf(Grain.Minute));
        var grain = start % Grains.LengthOf(Grain.Hour) == 0 ? Grain.Hour : Grain.Minute;
        await using var connection = await database.OpenReadAsync(cancellationToken);
        var counts = await ListAsync<(long TenantId, int Outcome, long Count)>(connection, """
            SELECT tenant_id, outcome, SUM(count) FROM roll_up_count WHERE grain = @grain AND tenant_id IN @ids AND start >= @start GROUP BY 1, 2
            """, new { grain, start, ids = Ids(tenants) }, cancellationToken);
        return counts.GroupBy(it => it.TenantId).ToDictionary(group => group.Key, group => Sum(group.Select(it => (it.Outcome, it.Count))));
    }

    internal static OutcomeCounts Sum(IEnumerable<(int Outcome, long Count)> counts) =>
        counts.Aggregate(OutcomeCounts.None, (sum, it) => it.Outcome switch
        {
            (int)MessageStatus.Queued or (int)MessageStatus.Sending => sum with { Waiting = sum.Waiting + it.Count },
            (int)MessageStatus.Sent => sum with { Sent = sum.Sent + it.Count },
            (int)MessageStatus.Delivered => sum with { Delivered = sum.Delivered + it.Count },
            (int)MessageStatus.Undelivered or (int)MessageStatus.Failed => sum with { Failed = sum.Failed + it.Count, Undelivered = sum.Undelivered + it.Count },
            Outcomes.Planned => sum with { Planned = sum.Planned + it.Count },
            Outcomes.Duplicate => sum with { Duplicates = sum.Duplicates + it.Count },
            Outcomes.Ignored => sum with { Ignored = sum.Ignored + it.Count },
            Outcomes.Refused => sum with { Refused = sum.Refused + it.Count },
            _ => sum with { Failed = sum.Failed + it.Count },
        });

    private static LatencyView Latency(IEnumerable<(int Slot, long Count)> counts)
    {
        var slots = counts.GroupBy(it => it.Slot).ToDictionary(group => group.Key, group => group.Sum(it => it.Count));
        return new LatencyView(LatencySlots.Percentile(slots, 0.5), LatencySlots.Percentile(slots, 0.95));
    }

    /// <summary>The registrations of one tenant together.</summary>
    private static async Task<IReadOnlyList<TenantCounts>> ByTenantAsync(
        DbConnection connection, IEnumerable<(long Id, OutcomeCounts Counts)> counts, CancellationToken cancellationToken)
    {
        var names = (await ListAsync<(long Id, string Identifier)>(connection, "SELECT id, identifier FROM tenant", new { }, cancellationToken))
            .ToDictionary(it => it.Id, it => it.Identifier);
        return [.. counts.GroupBy(it => names.GetValueOrDefault(it.Id) ?? "", StringComparer.Ordinal)
            .Select(group => new TenantCounts(group.Key.Length == 0 ? null : group.Key, group.Aggregate(OutcomeCounts.None, (sum, it) => sum + it.Counts)))
            .OrderByDescending(it => it.Counts.Messages).ThenBy(it => it.Tenant, StringComparer.Ordinal).Take(MostTenants)];
    }

    private static async Task<IReadOnlyList<EventTypeCounts>> ByTypeAsync(
        DbConnection connection, IEnumerable<(long Id, OutcomeCounts Counts)> counts, CancellationToken cancellationToken)
    {
        var names = (await ListAsync<(long Id, string Entity, string Action)>(connection, "SELECT id, entity, action FROM event_type", new { }, cancellationToken))
            .ToDictionary(it => it.Id);
        return [.. counts.Select(it => new EventTypeCounts(names[it.Id].Entity, names[it.Id].Action, it.Counts))
            .OrderByDescending(it => it.Counts.Messages).ThenBy(it => it.Entity, StringComparer.Ordinal).ThenBy(it => it.Action, StringComparer.Ordinal)];
    }

    private static IReadOnlyList<long> Ids(VisibleTenants tenants) => tenants.IsAll ? [0, .. tenants.Ids] : tenants.Ids;


    private static async Task<List<T>> ListAsync<T>(DbConnection connection, string sql, object parameters, CancellationToken cancellationToken) =>
        (await connection.QueryAsync<T>(new CommandDefinition(sql, parameters, cancellationToken: cancellationToken))).AsList();
}
