using SmsBridge.Ledger;
using SmsBridge.Messages;
using SmsBridge.Prices;

namespace SmsBridge.Holding.Spending;

/// <summary>By which rules SMS count against a tenant's cap: from memory, because every SMS that goes out asks.</summary>
internal sealed class SpendRules(HoldDirectory holds, PriceTable prices) : ISpendRules
{
    /// <inheritdoc/>
    public bool Counts(long tenantId) => holds.CapOf(tenantId) is not null;

    /// <inheritdoc/>
    public long? MonthOf(long tenantId, DateTimeOffset at) =>
        holds.CapOf(tenantId) is { } cap && SpendMonth.Of(at, cap.Zone).Number is var month && month >= cap.FromMonth ? month : null;

    /// <inheritdoc/>
    public Price? Estimate(string provider, string accountId, string number, long parts) => prices.PerPart(provider, accountId, number)?.Times(parts);
}
