using SmsBridge.Messages;

namespace SmsBridge.Insight.Statistics;

/// <summary>Where a cost comes from. Stored by number.</summary>
internal enum CostOrigin
{
    /// <summary>By the provider.</summary>
    Told = 1,

    /// <summary>By the installation's own prices.</summary>
    Estimated = 2,

    NotKnown = 3,
}

/// <summary>One currency's share of a cost; told and estimated amounts stand apart.</summary>
/// <param name="Told">Millionths.</param>
/// <param name="Estimated">Millionths.</param>
internal sealed record CurrencyCost(string Currency, long Told, long Estimated);

/// <summary>What SMS cost: by currency, never added over currencies.</summary>
/// <param name="ToldSms">SMS whose price their provider told.</param>
/// <param name="EstimatedSms">SMS that are estimated by the installation's own prices.</param>
/// <param name="UnknownSms">SMS of which nobody knows, and that are in no amount.</param>
internal sealed record ReportCost(IReadOnlyList<CurrencyCost> Currencies, long ToldSms, long EstimatedSms, long UnknownSms)
{
    public static ReportCost None { get; } = new([], 0, 0, 0);

    /// <summary>With and without a price.</summary>
    public long Sms => ToldSms + EstimatedSms + UnknownSms;

    /// <summary>No price of any SMS is known, so there is nothing to show.</summary>
    public bool IsUnknown => ToldSms == 0 && EstimatedSms == 0;

    /// <summary>"KES 12.00; USD 0.75": what providers told. Empty: they told nothing.</summary>
    public string ToldWords => Words(cost => cost.Told);

    /// <inheritdoc cref="ToldWords"/>
    public string EstimatedWords => Words(cost => cost.Estimated);

    public static ReportCost Of(IEnumerable<CostRow> rows)
    {
        var all = rows.ToList();
        return new ReportCost(
            [.. all.Where(row => row.Currency.Length > 0).GroupBy(row => row.Currency, StringComparer.Ordinal).OrderBy(group => group.Key, StringComparer.Ordinal)
                .Select(group => new CurrencyCost(group.Key, Sum(group, CostOrigin.Told), Sum(group, CostOrigin.Estimated)))],
            Count(CostOrigin.Told), Count(CostOrigin.Estimated), Count(CostOrigin.NotKnown));

        long Count(CostOrigin origin) => all.Where(row => row.Origin == origin).Sum(row => row.Sms);
    }

    private static long Sum(IEnumerable<CostRow> rows, CostOrigin origin) => PriceSums.Of(rows.Where(row => row.Origin == origin), row => row.Micros);

    private string Words(Func<CurrencyCost, long> amount) =>
        string.Join("; ", Currencies.Where(cost => amount(cost) > 0).Select(cost => Price.Of(amount(cost), cost.Currency).ToString()));
}

/// <summary>So many SMS of one origin and currency, of a name of a dimension.</summary>
internal sealed record CostRow
{
    public int Dimension { get; init; }

    public string Name { get; init; } = "";

    public CostOrigin Origin { get; init; }

    public string Currency { get; init; } = "";

    public long Sms { get; init; }

    public long Micros { get; init; }
}
