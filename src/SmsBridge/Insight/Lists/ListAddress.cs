using System.Globalization;

namespace SmsBridge.Insight.Lists;

/// <summary>How a list's filter stands in an address.</summary>
internal static class ListAddress
{
    /// <summary>ISO 8601 only: the lenient reader makes a date of "10:00" or "5/6", and not the one that was meant.</summary>
    private static readonly string[] TimeFormats = ["yyyy-MM-dd", "yyyy-MM-dd'T'HH:mmK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK"];

    /// <summary>What pages put into an address for themselves.</summary>
    private static readonly string[] OfPages = ["LIVE", "DONE", "PROBLEM", "OUTDATED", "DRAFT"];

    /// <summary>Reads the query string; what can not be understood is left out, and the rest kept. Empty values count as absent, as forms send them.</summary>
    /// <param name="read">The filter with one parameter more, its name in capitals; null: it says nothing to it.</param>
    /// <param name="remedy">How a parameter, its name in capitals, must be.</param>
    /// <param name="problem">The first of what was left out; null: nothing was.</param>
    public static T Read<T>(IQueryCollection query, T none, Func<T, string, string, T?> read, Func<string, string> remedy, out (string Field, string Detail)? problem)
        where T : class
    {
        problem = null;
        var filter = none;
        foreach (var (name, values) in query)
        {
            var (key, value) = (name.ToUpperInvariant(), values.ToString().Trim());
            var next = value.Length == 0 || OfPages.Contains(key, StringComparer.Ordinal) ? filter : read(filter, key, value);
            problem ??= next is null ? (name, remedy(key)) : null;
            filter = next ?? filter;
        }

        return filter;
    }

    /// <summary>The query string, empty or beginning with a question mark; without what has no value.</summary>
    public static string Query(params IEnumerable<(string Name, string? Value)> parts)
    {
        var query = string.Join('&', parts.Where(part => !string.IsNullOrEmpty(part.Value)).Select(part => $"{part.Name}={Uri.EscapeDataString(part.Value!)}"));
        return query.Length == 0 ? "" : "?" + query;
    }

    public static string? Of(long? number) => number?.ToString(CultureInfo.InvariantCulture);

    public static string? Of(DateTimeOffset? time) => time?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture);

    public static long? Id(string value) => long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : null;

    public static string? Of(DateOnly? day) => day?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    public static DateOnly? Day(string value) =>
        DateOnly.TryParseExact(value, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) && day.Year is > 2000 and < 3000 ? day : null;

    public static DateTimeOffset? Time(string value) =>
        DateTimeOffset.TryParseExact(value, TimeFormats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time : null;
}
