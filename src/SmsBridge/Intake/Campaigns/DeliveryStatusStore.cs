using System.Data.Common;
using Dapper;
using SmsBridge.Messages;
using SmsBridge.Store;
using SmsBridge.Tenants;

namespace SmsBridge.Intake.Campaigns;

/// <summary>Where the texts stand that a core asks about. It asks about the same ones thousands of times: one read, by two indexes.</summary>
internal sealed class DeliveryStatusStore(Database database)
{
    /// <summary>
    /// Of a text whose record was removed by its age what it had come to is kept with its event. Repeats have no number of the core's, so what is found is a text or a refusal: one row of each number,
    /// however often it was used, by looks at the end of an index alone. Of a refusal the id is below zero. Materialized, as else both databases look anew for each place that names it: four times as often.
    /// </summary>
    internal static string FindSql(SqlDialect dialect) => $"""
        WITH found AS MATERIALIZED (
            SELECT t.value AS internal_id, COALESCE(
                (SELECT MAX(e.id) FROM event AS e WHERE e.tenant_id = @tenantId AND e.internal_id = t.value AND e.verdict = {(int)Ledger.Verdict.Accepted}),
                -(SELECT MAX(e.id) FROM event AS e WHERE e.tenant_id = @tenantId AND e.internal_id = t.value AND e.verdict = {(int)Ledger.Verdict.Refused})) AS id
            FROM {dialect.Numbers("@ids", "t")})
        SELECT f.internal_id AS InternalId, ABS(f.id) AS EventId, CASE WHEN f.id > 0 THEN {(int)Ledger.Verdict.Accepted} ELSE {(int)Ledger.Verdict.Refused} END AS Verdict,
            COALESCE(m.status, (SELECT CASE WHEN kept.aged > 0 THEN kept.aged END FROM event AS kept WHERE kept.id = f.id)) AS Status, m.sent_at AS SentAt, m.provider_id AS ProviderId
        FROM found AS f
        LEFT JOIN message AS m ON m.event_id = f.id
        WHERE f.id IS NOT NULL
        """;

    /// <returns>Those that are known. Where the core used a number twice, the latest text of it.</returns>
    public async Task<IReadOnlyCollection<TextStanding>> FindAsync(long tenantId, IEnumerable<long> internalIds, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenReadAsync(cancellationToken, TenantKeyFilter.ReaderOf(tenantId));
        return await FindAsync(connection, tenantId, internalIds, cancellationToken);
    }

    /// <summary>The same for a call that is being taken in, which waits for nobody's lists, and is on the record whether its core hangs up or not.</summary>
    public async Task<IReadOnlyCollection<TextStanding>> FindAtOnceAsync(long tenantId, IEnumerable<long> internalIds)
    {
        await using var connection = await database.OpenBriefReadAsync();
        return await FindAsync(connection, tenantId, internalIds, CancellationToken.None);
    }

    internal static string AfterOursSql(SqlDialect dialect) => $"""
        SELECT t.value FROM {dialect.Numbers("@ids", "t")}
        WHERE (SELECT e.received_at FROM event AS e WHERE e.tenant_id = @tenantId AND e.internal_id < t.value ORDER BY e.internal_id DESC LIMIT 1)
            >= COALESCE((SELECT restored_at FROM restore_mark WHERE id = 1), 0)
        """;

    /// <summary>Those of the numbers before which one is known, and the last such did not come before a backup was put back: a core counts upwards.</summary>
    public async Task<IReadOnlyCollection<long>> AfterOursAsync(long tenantId, IEnumerable<long> internalIds, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenReadAsync(cancellationToken, TenantKeyFilter.ReaderOf(tenantId));
        return (await connection.QueryAsync<long>(
            new CommandDefinition(AfterOursSql(database.Dialect), new { tenantId, ids = SqlDialect.List(internalIds) }, cancellationToken: cancellationToken))).AsList();
    }

    private async Task<IReadOnlyCollection<TextStanding>> FindAsync(DbConnection connection, long tenantId, IEnumerable<long> internalIds, CancellationToken cancellationToken) =>
        (await connection.QueryAsync<TextStanding>(
            new CommandDefinition(FindSql(database.Dialect), new { tenantId, ids = SqlDialect.List(internalIds) }, cancellationToken: cancellationToken))).AsList();
}

/// <summary>Where one text stands.</summary>
internal sealed record TextStanding
{
    /// <summary>The core's number for it.</summary>
    public long InternalId { get; init; }

    public long EventId { get; init; }

    /// <summary><see cref="Ledger.Verdict"/>.</summary>
    public long Verdict { get; init; }

    /// <summary>Null: the relay has not taken it yet, or it was refused.</summary>
    public MessageStatus? Status { get; init; }

    public long? SentAt { get; init; }

    /// <summary>The provider's name for the SMS.</summary>
    public string? ProviderId { get; init; }
}
