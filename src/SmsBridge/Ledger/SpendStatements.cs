using SmsBridge.Messages;
using SmsBridge.Store;

namespace SmsBridge.Ledger;

/// <summary>As what an SMS stands in the sums of a month.</summary>
internal sealed record CountedSms
{
    public long EventId { get; init; }

    public string ProviderId { get; init; } = "";

    public long TenantId { get; init; }

    public long TypeId { get; init; }

    public long Month { get; init; }

    /// <summary>Empty: no price is known.</summary>
    public string Currency { get; init; } = "";

    public long Micros { get; init; }

    /// <summary>1: by its provider. What is estimated stays as it was first estimated, whatever the settings say later.</summary>
    public long IsTold { get; init; }

    public (long, string) Key => (EventId, ProviderId);

    public (long TenantId, long Month, string Currency, long TypeId) Sum => (TenantId, Month, Currency, TypeId);

    /// <summary>The same at what its provider told; as it is where nothing was.</summary>
    public CountedSms At(Price? told) => told is { } price ? this with { Currency = price.Currency, Micros = price.Micros, IsTold = 1 } : this;
}

/// <summary>Prepared statements of <see cref="SpendCounts"/>.</summary>
internal sealed class SpendStatements(WriteSession session) : IDisposable
{
    private readonly ManyRows _sms = new(
        session, "spend_sms", "event_id, provider_id, tenant_id, type_id, month, currency, micros, is_told", "ON CONFLICT (event_id, provider_id) DO NOTHING");

    private readonly ManyRows _sums = new(
        session, "spend", "tenant_id, month, currency, type_id, slot, sms, micros, estimated",
        $"""
        ON CONFLICT (tenant_id, month, currency, type_id, slot) DO UPDATE SET sms = spend.sms + excluded.sms,
            micros = {PriceSums.AddSql("spend.micros", "excluded.micros")}, estimated = {PriceSums.AddSql("spend.estimated", "excluded.estimated")}
        """);

    public void Insert(IReadOnlyList<CountedSms> all)
    {
        _sms.Clear();
        foreach (var sms in all)
        {
            var values = _sms.Values;
            values.Bind(1, sms.EventId);
            values.Bind(2, sms.ProviderId);
            values.Bind(3, sms.TenantId);
            values.Bind(4, sms.TypeId);
            values.Bind(5, sms.Month);
            values.Bind(6, sms.Currency);
            values.Bind(7, sms.Micros);
            values.Bind(8, sms.IsTold);
            _sms.Add();
        }

        _sms.Flush();
    }

    /// <param name="changes">Each with 1: it comes to the sums, or -1: it goes from them.</param>
    public void Add(IReadOnlyList<(CountedSms Sms, int Sign)> changes, long slot)
    {
        _sums.Clear();
        foreach (var sum in changes.GroupBy(change => change.Sms.Sum).OrderBy(sum => sum.Key))
        {
            var values = _sums.Values;
            values.Bind(1, sum.Key.TenantId);
            values.Bind(2, sum.Key.Month);
            values.Bind(3, sum.Key.Currency);
            values.Bind(4, sum.Key.TypeId);
            values.Bind(5, slot);
            values.Bind(6, (long)sum.Sum(change => change.Sign));
            values.Bind(7, PriceSums.Of(sum, change => change.Sign * change.Sms.Micros));
            values.Bind(8, PriceSums.Of(sum, change => change.Sms.IsTold == 1 ? 0 : change.Sign * change.Sms.Micros));
            _sums.Add();
        }

        _sums.Flush();
    }

    public void Dispose()
    {
        _sms.Dispose();
        _sums.Dispose();
    }
}
