using SmsBridge.Ledger;
using SmsBridge.Messages;

namespace SmsBridge.Bench;

/// <summary>No tenant has a spend cap.</summary>
internal sealed class NoCaps : ISpendRules
{
    public bool Counts(long tenantId) => false;

    public long? MonthOf(long tenantId, DateTimeOffset at) => null;

    public Price? Estimate(string provider, string accountId, string number, long parts) => null;
}
