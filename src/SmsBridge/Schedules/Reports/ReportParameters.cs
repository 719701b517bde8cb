using System.Globalization;
using System.Text.RegularExpressions;

namespace SmsBridge.Schedules.Reports;

/// <summary>Values of a report's parameters: as they are, but for a day that is reckoned from today, {{today}} or {{today+3}}. Pure.</summary>
internal static partial class ReportParameters
{
    private const int MostDays = 400;

    public static string? Fault(string value) =>
        Day().Replace(value, "").AsSpan().IndexOfAny('{', '}') >= 0 || Day().Matches(value).Any(match => Math.Abs(DaysOf(match)) > MostDays)
            ? $"a day is written as in {{{{today}}}}, {{{{today+3}}}} or {{{{today-30}}}}, at most {MostDays} days away." : null;

    public static IReadOnlyDictionary<string, string> For(DateOnly today, IReadOnlyDictionary<string, string> parameters) =>
        parameters.ToDictionary(
            each => each.Key, each => Day().Replace(each.Value, match => today.AddDays(DaysOf(match)).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)), StringComparer.Ordinal);

    private static int DaysOf(Match match) =>
        match.Groups["days"].Value is { Length: > 0 } days ? int.Parse(days, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture) : 0;

    [GeneratedRegex(@"\{\{today(?<days>[+-][0-9]{1,4})?\}\}", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Day();
}
