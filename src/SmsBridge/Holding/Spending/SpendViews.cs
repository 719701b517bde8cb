using SmsBridge.Ledger;
using SmsBridge.Messages;
using SmsBridge.Prices;
using SmsBridge.Store;
using SmsBridge.Tenants;

namespace SmsBridge.Holding.Spending;

/// <summary>Reads how it stands with a tenant's cap, for all faces.</summary>
internal sealed class SpendViews(SpendStore store, Database database, EventTypeCodes codes, TimeProvider time)
{
    public async Task<SpendView> OfAsync(Tenant tenant, CancellationToken cancellationToken)
    {
        var cap = await store.FindAsync(tenant.Id, cancellationToken);
        if (cap is not { IsOn: not 0 })
        {
            return new SpendView(tenant.Identifier, Enabled: false);
        }

        var month = SpendMonth.Of(time.GetUtcNow(), cap.Zone);
        await using var connection = await database.OpenReadAsync(cancellationToken);
        var sums = await SpendCounts.SumsAsync(connection, tenant.Id, month.Number, cancellationToken);
        return View(tenant, cap, month, sums, await HeldMessages.CountAsync(connection, tenant.Id, Reasons.SpendCap, cancellationToken));
    }

    /// <summary>How many SMS it holds, in words.</summary>
    public async Task<string> HeldAsync(Tenant tenant, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenReadAsync(cancellationToken);
        var held = (await HeldMessages.CountAsync(connection, tenant.Id, Reasons.SpendCap, cancellationToken)).Values.Sum();
        return FormattableString.Invariant($"{(held >= HeldMessages.MostCounted ? "more than " : "")}{held} SMS");
    }

    private SpendView View(Tenant tenant, SpendCap cap, SpendMonth month, List<SpendSum> sums, IReadOnlyDictionary<long, long> held)
    {
        var now = time.GetUtcNow();
        var own = sums.FindAll(sum => sum.Currency == cap.Currency);
        var spent = PriceSums.Of(own, sum => sum.Micros);
        var forecast = SpendForecast.Of(month, spent, cap.Micros, now);
        return new SpendView(tenant.Identifier, Enabled: true)
        {
            Amount = Price.AmountText(cap.Micros), Currency = cap.Currency, PromotionalShare = cap.Promotional, ServiceShare = cap.Service, Zone = cap.TimeZone,
            Month = month.Name, Until = month.Until, Spent = Price.AmountText(spent), Estimated = Price.AmountText(PriceSums.Of(own, sum => sum.Estimated)),
            UnpricedSms = sums.Where(sum => sum.Currency.Length == 0).Sum(sum => sum.Sms),
            OtherCurrencies = sums.Where(sum => sum.Currency.Length > 0 && sum.Currency != cap.Currency && sum.Sms > 0).GroupBy(sum => sum.Currency, StringComparer.Ordinal)
                .OrderBy(group => group.Key, StringComparer.Ordinal).ToDictionary(group => group.Key, group => Price.AmountText(PriceSums.Of(group, sum => sum.Micros)), StringComparer.Ordinal),
            Forecast = forecast is null ? null : Price.AmountText(forecast.Micros), ReachedAt = forecast?.ReachedAt, Stopped = cap.StoppedAt(spent),
            Held = held.Values.Sum(), HeldMore = held.Values.Sum() >= HeldMessages.MostCounted, Counting = cap.Walks < SpendStore.AllWalks, IsNear = cap.IsNear(spent),
            Events = Events(own, held, SpendForecast.Share(month, now)),
        };
    }

    private IReadOnlyList<SpendEventView> Events(List<SpendSum> own, IReadOnlyDictionary<long, long> held, decimal? share) =>
        [.. own.Where(sum => sum.Sms > 0 || sum.Micros > 0).Select(sum => sum.TypeId).Union(held.Keys)
            .Select(type => (Type: type, Sum: own.Find(sum => sum.TypeId == type) ?? new SpendSum()))
            .OrderByDescending(kind => kind.Sum.Micros).ThenBy(kind => kind.Type)
            .Select(kind => new SpendEventView(
                codes.TypeOf(kind.Type).ToString(), kind.Sum.Sms, Price.AmountText(kind.Sum.Micros), kind.Sum.Sms > 0 ? Price.AmountText(kind.Sum.Micros / kind.Sum.Sms) : null,
                share is { } past ? Price.AmountText(SpendForecast.InAll(kind.Sum.Micros, past)) : null, held.GetValueOrDefault(kind.Type)))];
}
