using SmsBridge.Insight.Lists;

namespace SmsBridge.Insight.OptOutList;

/// <summary>Which opt-outs to list, as the address says it.</summary>
/// <param name="Before">Only those further down the list; null: from its beginning.</param>
internal sealed record OptOutFilter(long? Before)
{
    /// <inheritdoc cref="ListAddress.Read"/>
    public static OptOutFilter Parse(IQueryCollection query, out (string Field, string Detail)? problem) =>
        ListAddress.Read(query, new OptOutFilter(Before: null), Read, Remedy, out problem);

    private static OptOutFilter? Read(OptOutFilter filter, string name, string value) => name == "BEFORE" && ListAddress.Id(value) is { } before ? filter with { Before = before } : null;

    private static string Remedy(string name) => name == "BEFORE" ? "before must be the number of a row." : "Known parameters: before.";
}
