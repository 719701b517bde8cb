using System.Data.Common;
using Dapper;
using SmsBridge.Ledger;
using SmsBridge.Store;

namespace SmsBridge.Privacy.Retention;

/// <summary>Reads what there is to take out, and keeps the rules of tenants and what runs came to.</summary>
internal sealed class RetentionStore(Database database)
{
    /// <summary>Of a kind no more are counted.</summary>
    public const int MostCounted = 1_000_000;

    private const string Rule = "SELECT identifier AS Identifier, hooks AS Hooks, texts AS Texts, notices AS Notices, records AS Records, audit AS Audit, parked AS Parked FROM retention_rule";

    /// <summary>All registrations, those that have ended too, and nobody.</summary>
    /// <param name="identifier">Of one name; null: all.</param>
    public async Task<IReadOnlyList<RetainedTenant>> TenantsAsync(string? identifier, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenReadAsync(cancellationToken);
        var runs = (await ListAsync<long>(connection, "SELECT tenant_id FROM retention_run", new { }, cancellationToken)).ToHashSet();
        var tenants = await ListAsync<RetainedTenant>(
            connection, $"SELECT id AS Id, identifier AS Identifier FROM tenant{(identifier is null ? "" : " WHERE identifier = @identifier")} ORDER BY id", new { identifier }, cancellationToken);
        return [.. (identifier is null ? [.. tenants, new RetainedTenant()] : tenants).Select(tenant => tenant with { HasRun = runs.Contains(tenant.Id) })];
    }

    public async Task<IReadOnlyDictionary<string, RetentionRule>> RulesAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenReadAsync(cancellationToken);
        return (await ListAsync<RetentionRule>(connection, Rule, new { }, cancellationToken)).ToDictionary(rule => rule.Identifier, StringComparer.Ordinal);
    }

    /// <summary>A step of a run, in one transaction.</summary>
    public Task<T> WriteAsync<T>(Func<WriteSession, T> step) => database.WriteAsync(step);

    /// <summary>Everything of it is kept for ever now: nothing is late.</summary>
    public Task RestAsync(long tenantId) => database.WriteAsync(session => RetentionLaneStore.Rest(session, tenantId));

    /// <summary>All null: the rule ends.</summary>
    public Task SetRuleAsync(RetentionRule rule, string by, DateTimeOffset at, Action<WriteSession> alongside) => database.WriteAsync(session =>
    {
        session.Execute("DELETE FROM retention_rule WHERE identifier = @Identifier", new { rule.Identifier });
        if (RetentionPeriods.Kinds.Any(kind => rule.Of(kind) is not null))
        {
            session.Execute("""
                INSERT INTO retention_rule (identifier, hooks, texts, notices, records, audit, parked, changed_at, changed_by) VALUES (@Identifier, @Hooks, @Texts, @Notices, @Records, @Audit, @Parked, @now, @by)
                """, new { rule.Identifier, rule.Hooks, rule.Texts, rule.Notices, rule.Records, rule.Audit, rule.Parked, now = at.ToUnixTimeMilliseconds(), by });
        }

        alongside(session);
    });

    /// <summary>
    /// Where a lane ends today. Not behind what still waits: that becomes a message under its old number later, behind a place that was passed. Of whole events the newest of each source stays:
    /// by it is known that the tenant's core reached us, and a file gives the number of its newest event again.
    /// </summary>
    public async Task<RetentionReach> ReachAsync(RetentionLane lane, long tenantId, DateTimeOffset before, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenReadAsync(cancellationToken);
        var cut = await EventIdAt.FirstAsync(connection, before, cancellationToken);
        var held = await OneAsync(connection, "SELECT MIN(id) FROM waiting_event WHERE tenant_id = @tenantId AND id < @cut", new { tenantId, cut }, cancellationToken) ?? cut;
        var newest = lane.Kind == RetentionKind.Records ? await OneAsync(connection, Newest(lane), new { tenantId }, cancellationToken) ?? cut : cut;
        return new RetentionReach(lane, tenantId, Math.Min(cut, Math.Min(held, newest)), before);
    }

    /// <summary>How many events a lane would go through, those that may turn out not to be settled among them.</summary>
    public async Task<long> CountAsync(RetentionReach reach, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenReadAsync(cancellationToken);
        return await OneAsync(connection, $"""
            SELECT (SELECT COUNT(*) FROM (SELECT 1 FROM {RowsOf(reach.Lane)} WHERE {OfTenant(reach.Lane)} AND {IdOf(reach.Lane)} > {Place} AND {IdOf(reach.Lane)} < @Cut LIMIT @MostCounted) AS old)
                + (SELECT COUNT(*) FROM retention_left WHERE tenant_id = @tenantId AND lane = @Number)
            """, new { tenantId = reach.TenantId, reach.Lane.Number, reach.Cut, MostCounted }, cancellationToken) ?? 0;
    }

    /// <summary>When the oldest came in that the lane did not come to, what is not settled aside; null: there is none. Also behind what holds it up.</summary>
    public async Task<DateTimeOffset?> OldestAsync(RetentionReach reach, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenReadAsync(cancellationToken);
        var at = await OneAsync(connection, $"""
            SELECT received_at FROM {RowsOf(reach.Lane)} WHERE {OfTenant(reach.Lane)} AND {IdOf(reach.Lane)} > {Place}{NotNewest(reach.Lane)} ORDER BY {IdOf(reach.Lane)} LIMIT 1
            """, new { tenantId = reach.TenantId, reach.Lane.Number }, cancellationToken);
        return StoredTime.At(at) is { } oldest && oldest < reach.Before ? oldest : null;
    }

    /// <summary>The first event that may be so young that counts do not have it yet.</summary>
    public async Task<long> FirstOfAsync(DateTimeOffset time, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenReadAsync(cancellationToken);
        return await EventIdAt.FirstAsync(connection, time, cancellationToken);
    }

    /// <summary>What the last run of a tenant's registrations took out, by kind, and when it was.</summary>
    public async Task<RetentionPast> PastAsync(IReadOnlyList<long> tenantIds, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenReadAsync(cancellationToken);
        var counts = await ListAsync<(int Kind, long Count)>(
            connection, "SELECT kind, last_run FROM retention_count WHERE tenant_id IN @tenantIds", new { tenantIds }, cancellationToken);
        var runs = await ListAsync<(long RanAt, long Waits, long? OverdueAt)>(
            connection, "SELECT ran_at, waits, overdue_at FROM retention_run WHERE tenant_id IN @tenantIds", new { tenantIds }, cancellationToken);
        return new RetentionPast(
            counts.GroupBy(row => (RetentionKind)row.Kind).ToDictionary(kind => kind.Key, kind => kind.Sum(row => row.Count)),
            runs.Count == 0 ? null : StoredTime.At(runs.Max(run => run.RanAt)), runs.Sum(run => run.Waits), StoredTime.At(runs.Min(run => run.OverdueAt)));
    }

    internal static string RowsOf(RetentionLane lane) => lane.Source switch { RetentionSource.Messages => "message", RetentionSource.Aside => "event", _ => "money_transaction" };

    internal static string IdOf(RetentionLane lane) => lane.Source == RetentionSource.Aside ? "id" : "event_id";

    internal static string OfTenant(RetentionLane lane) => lane.Source == RetentionSource.Aside ? "tenant_id = @tenantId AND verdict <> 1" : "tenant_id = @tenantId";

    private const string Place = "COALESCE((SELECT place.event_id FROM retention_cursor AS place WHERE place.tenant_id = @tenantId AND place.lane = @Number), 0)";

    private static string Newest(RetentionLane lane) => $"SELECT MAX({IdOf(lane)}) FROM {RowsOf(lane)} WHERE {OfTenant(lane)}";

    private static string NotNewest(RetentionLane lane) => lane.Kind == RetentionKind.Records ? $" AND {IdOf(lane)} < ({Newest(lane)})" : "";

    private static Task<long?> OneAsync(DbConnection connection, string sql, object parameters, CancellationToken cancellationToken) =>
        connection.ExecuteScalarAsync<long?>(new CommandDefinition(sql, parameters, cancellationToken: cancellationToken));

    private static async Task<IReadOnlyList<T>> ListAsync<T>(DbConnection connection, string sql, object parameters, CancellationToken cancellationToken) =>
        (await connection.QueryAsync<T>(new CommandDefinition(sql, parameters, cancellationToken: cancellationToken))).AsList();
}

/// <param name="Removed">By kind; without those of which nothing was.</param>
/// <param name="RanAt">Null: there was no run yet.</param>
/// <param name="Waits">Old enough, and not settled.</param>
/// <param name="OverdueAt">When the oldest was to go that the last run did not come to; null: there is none.</param>
internal sealed record RetentionPast(IReadOnlyDictionary<RetentionKind, long> Removed, DateTimeOffset? RanAt, long Waits, DateTimeOffset? OverdueAt);
