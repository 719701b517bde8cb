using SmsBridge.Insight.Lists;

namespace SmsBridge.Console.Pages.Partners;

/// <summary>Which notifications are to be sent again, as the page's address says it: those that were ticked, or the filter.</summary>
internal static class ResendAddress
{
    private static readonly string[] OfPicking = ["id", "picked", "q", "before"];

    /// <returns>Also what the address asks for that is not known; null: nothing.</returns>
    public static (bool IsPicked, long[] Ids, DeliveryFilter Filter, string? Problem) Read(IQueryCollection query, TimeZoneInfo? zone)
    {
        var ids = query["id"].Select(text => ListAddress.Id(text ?? "") ?? 0).Where(id => id > 0).Distinct().ToArray();
        if (query.ContainsKey("picked") || ids.Length > 0)
        {
            return (true, ids, DeliveryFilter.None, null);
        }

        var rest = new QueryCollection(query.Where(pair => !OfPicking.Contains(pair.Key, StringComparer.OrdinalIgnoreCase)).ToDictionary(StringComparer.OrdinalIgnoreCase));
        var filter = DeliveryFilter.Parse(rest, zone, out var problem);
        return (false, ids, filter, problem?.Detail);
    }

    public static DateTimeOffset? Time(string text) => ListAddress.Time(text);
}
