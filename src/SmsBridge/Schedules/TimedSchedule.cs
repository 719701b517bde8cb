using SmsBridge.Messages;
using SmsBridge.Texts.Catalogue;

namespace SmsBridge.Schedules;

/// <summary>What a tenant has set to be gone through at a time of the day, by its own clock.</summary>
internal abstract record TimedSchedule
{
    public required long TenantId { get; init; }

    public required bool Enabled { get; init; }

    /// <summary>HH:mm by the clock of the zone.</summary>
    public required string Begins { get; init; }

    public required string TimeZone { get; init; }

    /// <summary>Its name in <c>schedule_run</c>.</summary>
    public abstract string RunName { get; }

    /// <summary>Null: this machine does not know the zone.</summary>
    public TimeZoneInfo? Zone => TimeZoneInfo.TryFindSystemTimeZoneById(TimeZone, out var zone) ? zone : null;

    /// <summary>Null: nobody knows what time it is there.</summary>
    public DateOnly? TodayAt(DateTimeOffset now) => Zone is { } zone ? ZoneDay.Of(now, zone) : null;

    /// <summary>The day whose run is due by now; null: that of today has not begun yet, today is none of its days, or nobody knows what time it is there.</summary>
    public DateOnly? DayAt(DateTimeOffset now)
    {
        if (Zone is not { } zone || !QuietHours.TryTime(Begins, out var begins))
        {
            return null;
        }

        var local = TimeZoneInfo.ConvertTime(now, zone).DateTime;
        var day = DateOnly.FromDateTime(local);
        return TimeOnly.FromDateTime(local) >= begins && IsOn(day) ? day : null;
    }

    protected virtual bool IsOn(DateOnly day) => true;
}
