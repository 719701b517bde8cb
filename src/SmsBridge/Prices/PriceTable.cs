using Microsoft.Extensions.Options;
using SmsBridge.Messages;

namespace SmsBridge.Prices;

/// <summary>The installation's own prices, for SMS whose provider does not say what they cost: what they give is an estimate, and called so.</summary>
internal sealed class PriceTable(IOptions<PricesOptions> options)
{
    private readonly ILookup<string, Row> _byProvider = options.Value.PerPart
        .Select(row => new Row(row.Provider, row.Account, row.Prefix, Price.Of(row.Price, row.Currency)!.Value))
        .OrderByDescending(row => row.Account.Length > 0).ThenByDescending(row => row.Prefix.Length)
        .ToLookup(row => row.Provider, StringComparer.OrdinalIgnoreCase);

    public bool IsEmpty => _byProvider.Count == 0;

    /// <summary>So much of a number says which price it has.</summary>
    public int LongestPrefix { get; } = options.Value.PerPart.Select(row => row.Prefix.Length).DefaultIfEmpty().Max();

    /// <summary>What a part costs: an account's own price before the provider's, and of those the one with the longest prefix. Null: it is not known.</summary>
    /// <param name="number">Or its beginning; empty: not known any more, so that only a price for any number fits.</param>
    public Price? PerPart(string provider, string? accountId, string number) =>
        Of(provider, accountId).FirstOrDefault(row => number.StartsWith(row.Prefix, StringComparison.Ordinal))?.Price;

    /// <summary>Some price is known, in this currency.</summary>
    public bool Knows(string provider, string? accountId, string currency) => Of(provider, accountId).Any(row => row.Price.Currency == currency);

    /// <summary>Some of its prices are for numbers that begin in some way.</summary>
    public bool GoesByNumber(string provider, string? accountId) => Of(provider, accountId).Any(row => row.Prefix.Length > 0);

    /// <summary>The cheapest and the dearest part to numbers that begin so; empty where no price is known. In one currency: of several nothing can be said.</summary>
    /// <param name="start">Such as a country code with its plus.</param>
    public (Price Least, Price Most)? RangeTo(string provider, string? accountId, string start)
    {
        var rows = Of(provider, accountId).ToList();
        var prices = rows.Where((row, place) => row.Prefix.StartsWith(start, StringComparison.Ordinal) && !IsCovered(row, rows.Take(place))).Select(row => row.Price).ToList();
        if (PerPart(provider, accountId, start) is { } others)
        {
            prices.Add(others);
        }

        return prices.Count > 0 && prices.TrueForAll(price => price.Currency == prices[0].Currency) ? (prices.MinBy(price => price.Micros), prices.MaxBy(price => price.Micros)) : null;
    }

    /// <summary>One that goes before it fits all numbers that it fits: an account's own, before the provider's for some of them.</summary>
    private static bool IsCovered(Row row, IEnumerable<Row> before) => before.Any(other => row.Prefix.StartsWith(other.Prefix, StringComparison.Ordinal));

    private IEnumerable<Row> Of(string provider, string? accountId) => _byProvider[provider].Where(row => row.Account.Length == 0 || row.Account == accountId);

    private sealed record Row(string Provider, string Account, string Prefix, Price Price);
}
