using SmsBridge.Ledger;
using SmsBridge.Messages;

namespace SmsBridge.Tests.Support;

/// <summary>No tenant has a spend cap.</summary>
internal sealed class NoCaps : ISpendRules
{
    public static readonly NoCaps Instance = new();

    public static SpendCounts Counts { get; } = new(Instance);

    bool ISpendRules.Counts(long tenantId) => false;

    public long? MonthOf(long tenantId, DateTimeOffset at) => throw new InvalidOperationException("Nobody asks of a tenant without a cap.");

    public Price? Estimate(string provider, string accountId, string number, long parts) => throw new InvalidOperationException("Nobody asks of a tenant without a cap.");
}
