using System.Data.Common;
using Dapper;
using SmsBridge.Ledger;
using SmsBridge.Messages;
using SmsBridge.Prices;
using SmsBridge.Store;

namespace SmsBridge.Insight.Statistics;

/// <summary>
/// Counts what an hour's SMS cost, with <see cref="ReportRollUp"/>: every SMS a provider took is one, also the second of a message. What the provider told is
/// summed by currency; the rest is estimated by the installation's own prices, as they are when the hour is counted. Where no price is known at all, nothing is read.
/// </summary>
internal sealed class ReportPrices(Database database, PriceTable table)
{
    private const string Within = "message.event_id >= @low AND message.event_id < @high AND message.received_at >= @start AND message.received_at < @end";

    private static readonly string Quarter = $"message.received_at - message.received_at % {ReportRollUp.Quarter}";

    /// <summary>What the provider took, and what it billed besides, of which no attempt is known to have been taken.</summary>
    private readonly string _sql = $"""
        SELECT TenantId, Start, TypeId, Office, Route, Provider, AccountId, NumberStart, Currency, COUNT(*) AS Sms, {PriceSums.Sql("Micros")} AS Micros, SUM(Parts) AS Parts FROM (
            SELECT message.tenant_id AS TenantId, {Quarter} AS Start, message.type_id AS TypeId,
                {OfficeOf(database)} AS Office, COALESCE(attempt.route, attempt.provider, message.provider, '') AS Route,
                COALESCE(attempt.provider, message.provider, '') AS Provider, COALESCE(attempt.account_id, message.account_id, '') AS AccountId,
                CASE WHEN sms_price.currency IS NULL THEN SUBSTR(COALESCE(message.recipient, ''), 1, {table.LongestPrefix}) ELSE '' END AS NumberStart,
                COALESCE(sms_price.currency, '') AS Currency, COALESCE(sms_price.micros, 0) AS Micros, COALESCE(message.segments, 0) AS Parts
            FROM message JOIN attempt ON attempt.event_id = message.event_id AND attempt.outcome = 1
                LEFT JOIN sms_price ON sms_price.event_id = attempt.event_id AND sms_price.provider_id = attempt.provider_id
            WHERE {Within}
            UNION ALL
            SELECT message.tenant_id, {Quarter}, message.type_id, {OfficeOf(database)}, COALESCE(message.provider, ''), COALESCE(message.provider, ''), COALESCE(message.account_id, ''), '', sms_price.currency, sms_price.micros, 0
            FROM message JOIN sms_price ON sms_price.event_id = message.event_id
            WHERE {Within} AND NOT EXISTS (SELECT 1 FROM attempt WHERE attempt.event_id = message.event_id AND attempt.provider_id = sms_price.provider_id AND attempt.outcome = 1)) AS hour
        GROUP BY TenantId, Start, TypeId, Office, Route, Provider, AccountId, NumberStart, Currency
        """;

    private static string OfficeOf(Database database) => $"COALESCE({database.Dialect.JsonText("message.about", "office")}, '')";

    /// <param name="hour">First and last event, and time, as <see cref="ReportRollUp"/> has them.</param>
    public async Task<IReadOnlyList<PriceRow>> CountAsync(DbConnection connection, object hour, CancellationToken cancellationToken) =>
        table.IsEmpty && !await connection.ExecuteScalarAsync<bool>(new CommandDefinition("SELECT EXISTS (SELECT 1 FROM sms_price)", cancellationToken: cancellationToken))
            ? []
            : [.. (await connection.QueryAsync<SmsGroup>(new CommandDefinition(_sql, hour, cancellationToken: cancellationToken))).Select(Of)
                .GroupBy(row => row with { Sms = 0, Micros = 0 }).Select(alike => alike.Key with { Sms = alike.Sum(row => row.Sms), Micros = PriceSums.Of(alike, row => row.Micros) })];

    /// <summary>In place of what was there of the hour.</summary>
    public static void Write(WriteSession session, long start, long end, IReadOnlyList<PriceRow> rows)
    {
        session.Execute($"DELETE FROM roll_up_price WHERE {RecordFloor.CountsAnew} AND start >= @Start AND start < @end", new { Start = start, end });
        if (rows.Count > 0)
        {
            session.Statements(static session => new PriceRowStatements(session)).Add(rows);
        }
    }

    private PriceRow Of(SmsGroup group)
    {
        var estimate = group.Currency.Length > 0 ? null : table.PerPart(group.Provider, group.AccountId, group.NumberStart)?.Times(group.Parts);
        var (origin, cost) = group.Currency.Length > 0 ? (CostOrigin.Told, Price.Of(group.Micros, group.Currency))
            : estimate is { } known ? (CostOrigin.Estimated, known)
            : (CostOrigin.NotKnown, Price.Of(0, ""));
        return new PriceRow(group.TenantId, group.Start, group.TypeId, group.Office, group.Route, origin, cost.Currency, group.Sms, cost.Micros);
    }

    private sealed record SmsGroup
    {
        public long TenantId { get; init; }

        public long Start { get; init; }

        public long TypeId { get; init; }

        public string Office { get; init; } = "";

        public string Route { get; init; } = "";

        public string Provider { get; init; } = "";

        public string AccountId { get; init; } = "";

        public string NumberStart { get; init; } = "";

        public string Currency { get; init; } = "";

        public long Sms { get; init; }

        public long Micros { get; init; }

        public long Parts { get; init; }
    }
}

/// <summary>So many SMS of a quarter of an hour that have all this in common, and what they cost together.</summary>
internal sealed record PriceRow(long TenantId, long Start, long TypeId, string Office, string Route, CostOrigin Origin, string Currency, long Sms, long Micros);

/// <summary>Prepared statements of <see cref="ReportPrices"/>.</summary>
internal sealed class PriceRowStatements(WriteSession session) : IDisposable
{
    private readonly ManyRows _rows = new(
        session, "roll_up_price", "tenant_id, start, type_id, office, route, origin, currency, sms, micros",
        "ON CONFLICT (tenant_id, start, type_id, office, route, origin, currency) DO UPDATE SET sms = excluded.sms, micros = excluded.micros");

    public void Add(IReadOnlyList<PriceRow> rows)
    {
        _rows.Clear();
        foreach (var row in rows)
        {
            var values = _rows.Values;
            values.Bind(1, row.TenantId);
            values.Bind(2, row.Start);
            values.Bind(3, row.TypeId);
            values.Bind(4, row.Office);
            values.Bind(5, row.Route);
            values.Bind(6, (long)row.Origin);
            values.Bind(7, row.Currency);
            values.Bind(8, row.Sms);
            values.Bind(9, row.Micros);
            _rows.Add();
        }

        _rows.Flush();
    }

    public void Dispose() => _rows.Dispose();
}
