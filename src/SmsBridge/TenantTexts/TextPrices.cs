using Microsoft.Extensions.Options;
using SmsBridge.Messages;
using SmsBridge.Numbers;
using SmsBridge.Numbers.Plans;
using SmsBridge.Prices;
using SmsBridge.Tenants;

namespace SmsBridge.TenantTexts;

/// <summary>What a text costs in money, before it is sent: its parts by the installation's prices, to numbers of the tenant's country. An estimate, and called so.</summary>
internal sealed class TextPrices(PriceTable table, IOptions<NumberOptions> numbers)
{
    public CostView? AddTo(Tenant tenant, CostView? cost) => cost is null || table.IsEmpty ? cost : cost with { Estimate = Estimate(tenant, cost) };

    private string? Estimate(Tenant tenant, CostView cost)
    {
        var region = tenant.DefaultRegion ?? numbers.Value.DefaultRegion;
        if (region.Length == 0 || table.RangeTo(tenant.Settings.Provider, tenant.Settings.AccountId, "+" + NumberingPlans.CallingCodeOf(region)) is not var (least, most)
            || least.Times(cost.ShortestParts) is not { } from || most.Times(cost.LongestParts) is not { } to)
        {
            return null;
        }

        return from == to ? $"about {from}" : $"about {from} to {Price.AmountText(to.Micros)}";
    }
}
