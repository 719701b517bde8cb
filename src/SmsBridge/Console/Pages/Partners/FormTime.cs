using System.Globalization;

namespace SmsBridge.Console.Pages.Partners;

/// <summary>Times in <c>datetime-local</c> fields, which know no zone: they are in the operator's, or in UTC, as their label says.</summary>
internal static class FormTime
{
    private const string Minutes = "yyyy-MM-dd'T'HH:mm";

    public static string Write(DateTimeOffset at, TimeZoneInfo? zone) =>
        TimeZoneInfo.ConvertTime(at, zone ?? TimeZoneInfo.Utc).ToString(Minutes, CultureInfo.InvariantCulture);

    /// <summary>Null: it is empty, or no time. One that the clocks skip or repeat is read with the offset of the zone's standard time.</summary>
    public static DateTimeOffset? Read(string field, TimeZoneInfo? zone) =>
        DateTime.TryParseExact(field, [Minutes, Minutes + ":ss"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var local)
            ? new DateTimeOffset(local, (zone ?? TimeZoneInfo.Utc).GetUtcOffset(local)).ToUniversalTime()
            : null;
}
