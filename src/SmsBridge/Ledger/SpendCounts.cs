using System.Data.Common;
using Dapper;
using SmsBridge.Messages;
using SmsBridge.Store;

namespace SmsBridge.Ledger;

/// <summary>By which rules SMS count against a tenant's cap.</summary>
internal interface ISpendRules
{
    /// <summary>False: it has no cap, and nothing is read or written for it.</summary>
    bool Counts(long tenantId);

    /// <summary>In which of its months an SMS counts that was taken then, as 202611; null: in none.</summary>
    long? MonthOf(long tenantId, DateTimeOffset at);

    /// <summary>What it is taken to cost until its provider says; null: that is not known.</summary>
    Price? Estimate(string provider, string accountId, string number, long parts);
}

/// <summary>What was spent of an event's kind in a month.</summary>
internal sealed record SpendSum
{
    /// <summary>Empty: no price is known.</summary>
    public string Currency { get; init; } = "";

    public long TypeId { get; init; }

    public long Sms { get; init; }

    public long Micros { get; init; }

    /// <summary>Of <see cref="Micros"/>, what no provider has told.</summary>
    public long Estimated { get; init; }
}

/// <summary>
/// The only SQL that writes <c>spend</c> and <c>spend_sms</c>: what the SMS of tenants with a cap cost in a month. It is derived from attempts and told prices, in the transaction that changes
/// them, so that it is exact after a crash; however often it is derived, each SMS stands in the sums once.
/// </summary>
internal sealed class SpendCounts(ISpendRules rules)
{
    private const int Slots = 16;

    /// <summary>
    /// So many times the estimate a told price counts at most: some providers sign no reports, and whoever knows where they come in must not use up a cap by one SMS.
    /// Numbers that cost more than others, without a price of their own in the settings, stay well below.
    /// </summary>
    public const int MostEstimates = 20;

    /// <summary>Nodes that write at once seldom share one, or each would wait for the other's commit.</summary>
    private readonly long _slot = Random.Shared.Next(Slots);

    public bool Counts(long tenantId) => rules.Counts(tenantId);

    /// <summary>Brings the sums up to what these messages' SMS are on the record as now.</summary>
    public void Count(WriteSession session, IEnumerable<long> eventIds)
    {
        var args = new { ids = SqlDialect.List(eventIds.Distinct()) };
        var taken = session.Query<TakenSms>(TakenSql(session.Dialect), args).Where(sms => rules.Counts(sms.TenantId)).DistinctBy(sms => sms.Key).ToDictionary(sms => sms.Key);
        var counted = session.Query<CountedSms>($"""
            SELECT event_id AS EventId, provider_id AS ProviderId, tenant_id AS TenantId, type_id AS TypeId, month AS Month, currency AS Currency, micros AS Micros, is_told AS IsTold
            FROM spend_sms WHERE {session.Dialect.Listed("event_id")}
            """, args).Where(sms => rules.Counts(sms.TenantId)).ToDictionary(sms => sms.Key);
        var added = taken.Values.Where(sms => !counted.ContainsKey(sms.Key)).Select(New).OfType<CountedSms>().OrderBy(sms => sms.EventId).ToList();
        var corrected = counted.Values.Select(sms => (Before: sms, Now: sms.At(Told(taken.GetValueOrDefault(sms.Key))))).Where(sms => sms.Now != sms.Before).ToList();
        var gone = counted.Values.Where(sms => !taken.ContainsKey(sms.Key)).ToList();
        if (added.Count + corrected.Count + gone.Count == 0)
        {
            return;
        }

        foreach (var (_, now) in corrected)
        {
            session.Execute("UPDATE spend_sms SET currency = @Currency, micros = @Micros, is_told = @IsTold WHERE event_id = @EventId AND provider_id = @ProviderId", now);
        }

        foreach (var sms in gone)
        {
            session.Execute("DELETE FROM spend_sms WHERE event_id = @EventId AND provider_id = @ProviderId", sms);
        }

        var statements = session.Statements(static session => new SpendStatements(session));
        statements.Insert(added);
        statements.Add(
            [.. added.Select(sms => (sms, 1)), .. gone.Select(sms => (sms, -1)), .. corrected.Select(pair => (pair.Before, -1)), .. corrected.Select(pair => (pair.Now, 1))], _slot);
    }

    /// <summary>What was spent in a month of everything, by currency and kind.</summary>
    public static async Task<List<SpendSum>> SumsAsync(DbConnection connection, long tenantId, long month, CancellationToken cancellationToken) =>
        (await connection.QueryAsync<SpendSum>(new CommandDefinition($"""
            SELECT currency AS Currency, type_id AS TypeId, SUM(sms) AS Sms, {PriceSums.Sql("micros")} AS Micros, {PriceSums.Sql("estimated")} AS Estimated
            FROM spend WHERE tenant_id = @tenantId AND month = @month GROUP BY currency, type_id
            """, new { tenantId, month }, cancellationToken: cancellationToken))).AsList();

    /// <summary>Their messages go too; what was spent stays counted.</summary>
    /// <param name="ids">As <see cref="SqlDialect.List(IEnumerable{long})"/>.</param>
    public static void RemoveAll(WriteSession session, string ids) => session.Execute($"DELETE FROM spend_sms WHERE {session.Dialect.Listed("event_id")}", new { ids });

    /// <summary>Sums of a tenant that ends.</summary>
    public static void End(WriteSession session, long tenantId) => session.Execute("DELETE FROM spend WHERE tenant_id = @tenantId", new { tenantId });

    /// <summary>Sums of months that nobody asks about any more.</summary>
    public static void Forget(WriteSession session, long before) => session.Execute("DELETE FROM spend WHERE month < @before", new { before });

    private CountedSms? New(TakenSms sms)
    {
        if (rules.MonthOf(sms.TenantId, StoredTime.At(sms.TakenAt)) is not { } month)
        {
            return null;
        }

        var price = Told(sms) ?? rules.Estimate(sms.Provider, sms.AccountId, sms.Recipient, sms.Parts);
        return new CountedSms
        {
            EventId = sms.EventId, ProviderId = sms.ProviderId, TenantId = sms.TenantId, TypeId = sms.TypeId, Month = month,
            Currency = price?.Currency ?? "", Micros = price?.Micros ?? 0, IsTold = sms.Told is null ? 0 : 1,
        };
    }

    /// <summary>As what a told price counts; null: none was told. Where there is no estimate in its currency, as it was told.</summary>
    private Price? Told(TakenSms? sms) =>
        sms?.Told is not { } told ? null
        : rules.Estimate(sms.Provider, sms.AccountId, sms.Recipient, Math.Max(1, sms.Parts))?.Times(MostEstimates) is { Micros: > 0 } most && most.Currency == told.Currency && most.Micros < told.Micros ? most
        : told;

    /// <summary>What a provider took, and what it billed besides, of which no attempt is known to have been taken: as the report counts.</summary>
    private static string TakenSql(SqlDialect dialect) => $"""
        SELECT message.event_id AS EventId, message.tenant_id AS TenantId, message.type_id AS TypeId, attempt.provider_id AS ProviderId,
            COALESCE(attempt.finished_at, attempt.started_at) AS TakenAt, COALESCE(attempt.provider, message.provider, '') AS Provider,
            COALESCE(attempt.account_id, message.account_id, '') AS AccountId, COALESCE(message.recipient, '') AS Recipient, COALESCE(message.segments, 0) AS Parts,
            sms_price.micros AS Micros, sms_price.currency AS Currency
        FROM {dialect.Numbers("@ids", "asked")} JOIN message ON message.event_id = asked.value
            JOIN attempt ON attempt.event_id = message.event_id AND attempt.outcome = 1 AND attempt.provider_id IS NOT NULL
            LEFT JOIN sms_price ON sms_price.event_id = attempt.event_id AND sms_price.provider_id = attempt.provider_id
        UNION ALL
        SELECT message.event_id, message.tenant_id, message.type_id, sms_price.provider_id, sms_price.told_at, COALESCE(message.provider, ''), COALESCE(message.account_id, ''),
            COALESCE(message.recipient, ''), COALESCE(message.segments, 0), sms_price.micros, sms_price.currency
        FROM {dialect.Numbers("@ids", "asked")} JOIN message ON message.event_id = asked.value JOIN sms_price ON sms_price.event_id = message.event_id
        WHERE NOT EXISTS (SELECT 1 FROM attempt WHERE attempt.event_id = message.event_id AND attempt.provider_id = sms_price.provider_id AND attempt.outcome = 1)
        """;

    private sealed record TakenSms
    {
        public long EventId { get; init; }

        public long TenantId { get; init; }

        public long TypeId { get; init; }

        public string ProviderId { get; init; } = "";

        public long TakenAt { get; init; }

        public string Provider { get; init; } = "";

        public string AccountId { get; init; } = "";

        public string Recipient { get; init; } = "";

        public long Parts { get; init; }

        public long? Micros { get; init; }

        public string? Currency { get; init; }

        public (long, string) Key => (EventId, ProviderId);

        public Price? Told => Currency is { } currency ? Price.Of(Math.Clamp(Micros ?? 0, 0, Price.BeyondOneSms), currency) : null;
    }
}
