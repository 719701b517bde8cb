using System.Globalization;
using SmsBridge.Messages;

namespace SmsBridge.Schedules;

/// <summary>Which instalments a tenant's clients are reminded of, and when its loans are gone through.</summary>
internal sealed record ReminderSchedule : TimedSchedule
{
    /// <summary>Its name in <c>schedule_run</c>.</summary>
    public const string Name = "reminders";

    public static readonly EventType Due = new("LOAN", "REPAYMENTDUE");
    public static readonly EventType Overdue = new("LOAN", "REPAYMENTOVERDUE");

    public long? DueDays { get; init; }

    public long? OverdueDays { get; init; }

    public string? LookedFor { get; init; }

    public override string RunName => Name;

    /// <summary>When one that falls due is told of; goes on "told of …".</summary>
    public static string DueWords(long days) =>
        days == 0 ? "on its day" : string.Create(CultureInfo.InvariantCulture, $"from {days} {(days == 1 ? "day" : "days")} ahead up to its day");

    /// <summary>When one that was not paid is told of; goes on "told of …".</summary>
    public static string OverdueWords(long days) => string.Create(CultureInfo.InvariantCulture, $"from {days} to {days + ReminderDays.CatchUp} days after its day");
}

/// <summary>Of which instalments a tenant's clients are told: of none where its text is switched off.</summary>
internal readonly record struct Wanted(long? DueDays, long? OverdueDays)
{
    public static Wanted Of(ReminderSchedule schedule, Func<EventType, bool> isOn) =>
        new(isOn(ReminderSchedule.Due) ? schedule.DueDays : null, isOn(ReminderSchedule.Overdue) ? schedule.OverdueDays : null);

    public bool IsNothing => this is { DueDays: null, OverdueDays: null };

    /// <summary>Tells one from another, for the store.</summary>
    public string Words => string.Create(CultureInfo.InvariantCulture, $"due {DueDays}, overdue {OverdueDays}");
}

/// <summary>How a run stands. Stored as these numbers.</summary>
internal enum RunState
{
    UnderWay = 1,
    Done = 2,
    Stopped = 3,

    /// <summary>It did not get through within its day.</summary>
    GivenUp = 4,

    /// <summary>The same, and what is set was mended since: it needs nobody's attention.</summary>
    Mended = 5,
}

/// <summary>One time that a schedule was gone through.</summary>
internal sealed record ScheduleRun
{
    public long Id { get; init; }

    public required long TenantId { get; init; }

    public required string Schedule { get; init; }

    public required long RunDay { get; init; }

    public RunState State { get; init; } = RunState.UnderWay;

    public required long StartedAt { get; init; }

    public long? EndedAt { get; init; }

    public required string StartedBy { get; init; }

    /// <summary>Of reminders: how far it is in the list of loans. Of a report: by what its rows were told apart.</summary>
    public long Place { get; init; }

    public long LastId { get; init; }

    public long Listed { get; init; }

    public long Asked { get; init; }

    public long Entered { get; init; }

    public long Known { get; init; }

    public long Unread { get; init; }

    public long Misses { get; init; }

    public long TryAt { get; init; }

    public string? Problem { get; init; }

    public DateOnly Day => EventDay.Of(RunDay) ?? DateOnly.MinValue;

    /// <summary>Of a report: rows that could be told, and of which nobody was told before, but for which there was an earlier row.</summary>
    public long Repeated => Math.Max(0, Asked - Entered - Known);

    /// <summary>After a try that got no further: it waits, longer each time.</summary>
    public ScheduleRun Missed(string problem, long now)
    {
        var (first, longest) = (TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(30));
        var wait = first * Math.Pow(2, Math.Min(Misses, 10));
        return this with { Misses = Misses + 1, Problem = KeptWords.Detail(problem), TryAt = now + (long)(wait < longest ? wait : longest).TotalMilliseconds };
    }
}
