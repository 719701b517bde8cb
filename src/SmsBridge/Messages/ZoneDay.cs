namespace SmsBridge.Messages;

/// <summary>Which day it is somewhere, and when its hours are.</summary>
internal static class ZoneDay
{
    /// <summary>Midnight there; where the clock leaps over it, what comes next; where it comes twice, the first.</summary>
    public static DateTimeOffset StartOf(DateOnly day, TimeZoneInfo zone) => FirstAt(day, TimeOnly.MinValue, zone);

    /// <summary>A time of the day there, as <see cref="At"/>, but one that comes twice is the first time.</summary>
    public static DateTimeOffset FirstAt(DateOnly day, TimeOnly time, TimeZoneInfo zone)
    {
        var local = Existing(day, time, zone);
        return new DateTimeOffset(local, zone.IsAmbiguousTime(local) ? zone.GetAmbiguousTimeOffsets(local).Max() : zone.GetUtcOffset(local));
    }

    /// <summary>A time of the day there: one that a clock jumps over is when it has jumped; one that comes twice is the second time.</summary>
    public static DateTimeOffset At(DateOnly day, TimeOnly time, TimeZoneInfo zone)
    {
        var local = Existing(day, time, zone);
        return new DateTimeOffset(local, zone.IsAmbiguousTime(local) ? zone.GetAmbiguousTimeOffsets(local).Min() : zone.GetUtcOffset(local));
    }

    public static DateOnly Of(DateTimeOffset at, TimeZoneInfo zone) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(at, zone).DateTime);

    /// <summary>By the minute, as people set such times: else it would be later than when the clock has jumped.</summary>
    private static DateTime Existing(DateOnly day, TimeOnly time, TimeZoneInfo zone)
    {
        var local = day.ToDateTime(time);
        while (zone.IsInvalidTime(local))
        {
            local = local.AddMinutes(1);
        }

        return local;
    }
}
