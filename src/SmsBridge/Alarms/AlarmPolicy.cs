namespace SmsBridge.Alarms;

/// <summary>When a person hears of what. Pure: what stands, what was told and the time come in, what is to be told goes out.</summary>
internal static class AlarmPolicy
{
    /// <summary>No kind of thing of one tenant is told to anybody more often.</summary>
    public static readonly TimeSpan Quiet = TimeSpan.FromHours(1);

    /// <summary>First wait after a receiver could not be reached; doubles with each failure.</summary>
    private static readonly TimeSpan FirstWait = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(15);

    /// <param name="told">Null: nothing yet.</param>
    /// <returns>Null: nothing.</returns>
    public static AlarmNews? Decide(StandingAlarm alarm, ToldAlarm? told, AlarmReceiver receiver, AlarmOptions rules, DateTimeOffset now) =>
        !receiver.Hears(alarm) ? null
        : alarm.GoneAt is { } gone ? told is { IsOver: false } && now - gone >= rules.ClearAfter ? AlarmNews.Cleared : null
        : now - alarm.Since < receiver.After ? null
        : told is not null && now - told.At < Quiet ? null
        : told is null or { IsOver: true } ? receiver.After > TimeSpan.Zero ? AlarmNews.Escalated : AlarmNews.Raised
        : alarm.Items > told.Items ? AlarmNews.Grown
        : now - told.At >= rules.Repeat ? AlarmNews.Repeated
        : null;

    /// <param name="failures">In a row.</param>
    public static TimeSpan WaitAfter(int failures) =>
        TimeSpan.FromTicks(Math.Min(LongestWait.Ticks, FirstWait.Ticks << Math.Clamp(failures - 1, 0, 10)));
}
