using System.Globalization;
using SmsBridge.Insight.Lists;

namespace SmsBridge.Insight.Statistics;

/// <summary>Which time and whose to report, as the address says it: a calendar month, or days of which the last is in it.</summary>
/// <param name="Tenant">The core's name for it; null: all that may be seen.</param>
internal sealed record ReportFilter(DateOnly? Month, DateOnly? From, DateOnly? To, string? Tenant)
{
    private const int MostDays = 400;

    public static ReportFilter None { get; } = new(null, null, null, null);

    /// <inheritdoc cref="ListAddress.Read"/>
    public static ReportFilter Parse(IQueryCollection query, out (string Field, string Detail)? problem)
    {
        var filter = ListAddress.Read(query, None, Read, Remedy, out problem);
        if (filter.From is { } from && filter.To is { } to && (to < from || to.DayNumber - from.DayNumber >= MostDays))
        {
            problem ??= ("to", $"to must be from or later, by {MostDays} days at most.");
            return filter with { To = null };
        }

        return filter;
    }

    public string ToQuery() => ListAddress.Query(("month", MonthText), ("from", Text(From)), ("to", Text(To)), ("tenant", Tenant));

    public string? MonthText => Month?.ToString("yyyy-MM", CultureInfo.InvariantCulture);

    public static string? Text(DateOnly? day) => ListAddress.Of(day);

    /// <summary>The days that are meant; nothing said: this month.</summary>
    /// <param name="today">Where the reader is.</param>
    public (DateOnly First, DateOnly Last) Days(DateOnly today)
    {
        if (From is not null || To is not null)
        {
            var last = To ?? (From!.Value > today ? From.Value : today);
            var first = From ?? new DateOnly(last.Year, last.Month, 1);
            return (last.DayNumber - first.DayNumber < MostDays ? first : last.AddDays(1 - MostDays), last);
        }

        var month = Month ?? new DateOnly(today.Year, today.Month, 1);
        return (month, month.AddMonths(1).AddDays(-1));
    }

    private static ReportFilter? Read(ReportFilter filter, string name, string value) =>
        name switch
        {
            "MONTH" when DateOnly.TryParseExact(value, "yyyy-MM", CultureInfo.InvariantCulture, DateTimeStyles.None, out var month) && month.Year is > 2000 and < 3000 => filter with { Month = month },
            "FROM" when ListAddress.Day(value) is { } from => filter with { From = from },
            "TO" when ListAddress.Day(value) is { } to => filter with { To = to },
            "TENANT" when value.Length <= 200 => filter with { Tenant = value },
            _ => null,
        };

    private static string Remedy(string name) =>
        name switch
        {
            "MONTH" => "month must be one such as 2026-11.",
            "FROM" or "TO" => $"{name.ToLowerInvariant()} must be a day such as 2026-11-21.",
            _ => "Known parameters: month, from, to, tenant.",
        };
}
