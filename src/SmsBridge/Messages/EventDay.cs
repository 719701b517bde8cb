using System.Globalization;

namespace SmsBridge.Messages;

/// <summary>A day that is what an event is about, as a number: 20261121. It stands with an event where others have the transaction.</summary>
internal static class EventDay
{
    /// <summary>The westernmost clocks.</summary>
    private static readonly TimeSpan Behind = TimeSpan.FromHours(12);

    public static long Number(DateOnly day) => (day.Year * 10_000) + (day.Month * 100) + day.Day;

    /// <summary>Null: it is none.</summary>
    public static DateOnly? Of(long? number) =>
        DateOnly.TryParseExact(number?.ToString(CultureInfo.InvariantCulture), "yyyyMMdd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;

    /// <summary>The day it still is somewhere: which zone a core counts in is not known here.</summary>
    public static DateOnly EarliestAnywhere(DateTimeOffset now) => DateOnly.FromDateTime((now.UtcDateTime - Behind).Date);
}
