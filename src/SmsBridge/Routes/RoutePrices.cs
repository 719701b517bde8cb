using Microsoft.Extensions.Options;
using SmsBridge.Messages;
using SmsBridge.Numbers;
using SmsBridge.Numbers.Plans;
using SmsBridge.Prices;
using SmsBridge.Tenants;

namespace SmsBridge.Routes;

/// <summary>What a part costs by a route, by the prices of the settings: to where the route leads, or else to the tenant's country.</summary>
internal sealed class RoutePrices(PriceTable table, IOptions<NumberOptions> numbers)
{
    /// <summary>One for each place of which a price is known.</summary>
    public IReadOnlyList<RoutePriceView> Of(Tenant tenant, Route route, string provider, string accountId) =>
        table.IsEmpty ? [] : [.. Places(tenant, route).Select(place => Of(place.Name, place.Start, provider, accountId)).OfType<RoutePriceView>()];

    private RoutePriceView? Of(string name, string start, string provider, string accountId) =>
        table.RangeTo(provider, accountId, start) is var (least, most)
            ? new RoutePriceView(name, least.Currency, Price.AmountText(least.Micros), Price.AmountText(most.Micros))
            : null;

    /// <summary>How numbers begin that go by it.</summary>
    private IEnumerable<(string Name, string Start)> Places(Tenant tenant, Route route)
    {
        if (route.Prefixes.Count > 0)
        {
            return route.Prefixes.Select(prefix => (prefix, prefix));
        }

        var own = tenant.DefaultRegion ?? numbers.Value.DefaultRegion;
        IReadOnlyList<string> countries = route.Countries.Count > 0 ? route.Countries : own.Length > 0 ? [own] : [];
        return countries.Select(country => (country, "+" + NumberingPlans.CallingCodeOf(country)));
    }
}
