using SmsBridge.Operators;

namespace SmsBridge.Schedules;

/// <summary>What is said of all that is gone through at set times.</summary>
internal static class ScheduleWords
{
    public const string Stopped = "What became events before is sent; cancel those whose SMS must not go out.";

    public static Outcome NoZone(string zone) => new Outcome.Refused($"This machine does not know the time zone {zone}: install its time zone data (tzdata), or set another.", "timeZone");
}
