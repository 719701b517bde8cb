using System.Globalization;
using SmsBridge.Messages;

namespace SmsBridge.Prices;

/// <summary>A calendar month by the clock of a time zone.</summary>
internal readonly record struct SpendMonth(int Year, int Month, TimeZoneInfo Zone)
{
    public static SpendMonth Of(DateTimeOffset at, TimeZoneInfo zone)
    {
        var day = ZoneDay.Of(at, zone);
        return new SpendMonth(day.Year, day.Month, zone);
    }

    /// <summary>As it is stored: 202611.</summary>
    public long Number => (Year * 100) + Month;

    /// <summary>"2026-11".</summary>
    public string Name => string.Create(CultureInfo.InvariantCulture, $"{Year:0000}-{Month:00}");

    public DateTimeOffset From => ZoneDay.StartOf(First, Zone);

    /// <summary>The next month begins.</summary>
    public DateTimeOffset Until => ZoneDay.StartOf(First.AddMonths(1), Zone);

    private DateOnly First => new(Year, Month, 1);
}
