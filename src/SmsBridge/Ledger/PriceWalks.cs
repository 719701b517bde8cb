using Dapper;
using SmsBridge.Gateways;
using SmsBridge.Store;

namespace SmsBridge.Ledger;

/// <summary>How far an account's SMS have been gone through for prices, by the times they were sent.</summary>
/// <param name="Number">1 soon after they were sent, 2 a last time.</param>
/// <param name="DoneTo">All that was sent before it.</param>
internal sealed record PriceWalk(string Provider, string AccountId, int Number, long DoneTo)
{
    /// <summary>Of the stretch that is being gone through, from its end to its beginning; null: none is.</summary>
    public long? StretchEnd { get; init; }

    /// <summary>How far back it was read.</summary>
    public long? ReadTo { get; init; }
}

/// <summary>Puts on the record what providers say later that SMS cost, and how far they have been asked.</summary>
internal sealed class PriceWalks(Database database, IHearsPrices costs, SpendCounts spend, TimeProvider time)
{
    public async Task<PriceWalk?> FindAsync(string provider, string accountId, int number, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenBriefReadAsync();
        var row = await connection.QueryFirstOrDefaultAsync<WalkRow>(new CommandDefinition("""
            SELECT done_to AS DoneTo, stretch_end AS StretchEnd, read_to AS ReadTo FROM price_walk WHERE provider = @provider AND account_id = @accountId AND walk = @number
            """, new { provider, accountId, number }, cancellationToken: cancellationToken));
        return row is null ? null : new PriceWalk(provider, accountId, number, row.DoneTo) { StretchEnd = row.StretchEnd, ReadTo = row.ReadTo };
    }

    public Task SaveAsync(PriceWalk walk) =>
        database.WriteAsync(session => session.Execute("""
            INSERT INTO price_walk (provider, account_id, walk, done_to, stretch_end, read_to) VALUES (@Provider, @AccountId, @Number, @DoneTo, @StretchEnd, @ReadTo)
            ON CONFLICT (provider, account_id, walk) DO UPDATE SET done_to = excluded.done_to, stretch_end = excluded.stretch_end, read_to = excluded.read_to
            """, walk));

    /// <summary>Of those that are SMS of ours by that account; what other programs sent with it is nobody's here.</summary>
    /// <param name="except">Tenants that want none asked for.</param>
    public async Task TellAsync(string provider, string accountId, IReadOnlyList<PricedSms> told, IReadOnlyCollection<long> except, CancellationToken cancellationToken)
    {
        if (told.Count == 0)
        {
            return;
        }

        var prices = told.DistinctBy(sms => sms.ProviderId, StringComparer.Ordinal).ToDictionary(sms => sms.ProviderId, sms => sms.Price, StringComparer.Ordinal);
        var news = (await FindAsync(provider, accountId, prices.Keys, cancellationToken))
            .Where(sms => !except.Contains(sms.TenantId) && (sms.Micros, sms.Currency) != (prices[sms.ProviderId].Micros, prices[sms.ProviderId].Currency)).ToList();
        if (news.Count == 0)
        {
            return;
        }

        await database.WriteAsync(session =>
        {
            var now = time.GetUtcNow().ToUnixTimeMilliseconds();
            var changed = news.Where(sms => SmsPrices.Tell(session, sms.EventId, sms.ProviderId, prices[sms.ProviderId], now)).Select(sms => sms.EventId).Distinct().ToList();
            if (changed.Count > 0)
            {
                costs.Changed(session, changed);
            }

            var counted = news.Where(sms => spend.Counts(sms.TenantId) && changed.Contains(sms.EventId)).Select(sms => sms.EventId).ToList();
            if (counted.Count > 0)
            {
                spend.Count(session, counted);
            }
        });
    }

    private async Task<List<OwnSms>> FindAsync(string provider, string accountId, IReadOnlyCollection<string> ids, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenBriefReadAsync();
        return (await connection.QueryAsync<OwnSms>(new CommandDefinition("""
            SELECT own.EventId, own.TenantId, own.ProviderId, sms_price.micros AS Micros, sms_price.currency AS Currency FROM (
                SELECT event_id AS EventId, tenant_id AS TenantId, provider_id AS ProviderId FROM message
                WHERE provider_id IN @ids AND provider = @provider AND account_id = @accountId
                UNION SELECT message.event_id, message.tenant_id, attempt.provider_id FROM attempt JOIN message ON message.event_id = attempt.event_id
                WHERE attempt.provider_id IN @ids AND COALESCE(attempt.provider, message.provider) = @provider AND COALESCE(attempt.account_id, message.account_id) = @accountId) AS own
            LEFT JOIN sms_price ON sms_price.event_id = own.EventId AND sms_price.provider_id = own.ProviderId
            """, new { ids, provider, accountId }, cancellationToken: cancellationToken))).AsList();
    }

    private sealed record WalkRow
    {
        public long DoneTo { get; init; }

        public long? StretchEnd { get; init; }

        public long? ReadTo { get; init; }
    }

    private sealed record OwnSms
    {
        public long EventId { get; init; }

        public long TenantId { get; init; }

        public string ProviderId { get; init; } = "";

        public long? Micros { get; init; }

        public string? Currency { get; init; }
    }
}
