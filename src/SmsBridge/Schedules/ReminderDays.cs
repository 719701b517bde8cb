using SmsBridge.Core;
using SmsBridge.Messages;

namespace SmsBridge.Schedules;

/// <summary>An instalment that a client is to be told of.</summary>
internal readonly record struct Reminder(EventType Type, DateOnly Day);

/// <summary>What a loan's schedule says for a day.</summary>
/// <param name="LookOn">When it is to be asked for next.</param>
internal sealed record ReminderPlan(IReadOnlyList<Reminder> Now, DateOnly LookOn);

/// <summary>
/// Which instalments are to be told of on a day, and when there may be something to tell next. One that falls due is told of from so many days ahead up to its day, one that was
/// not paid from so many days after it for three days, so that a day without a run costs nobody a reminder, and an old debt is no news. Pure.
/// </summary>
internal static class ReminderDays
{
    /// <summary>How many days later a run still tells what an earlier one should have told.</summary>
    internal const int CatchUp = 3;

    private const int Active = 300;

    public static ReminderPlan Of(ScheduleFacts schedule, Wanted wanted, DateOnly today, TimeSpan reread)
    {
        var latest = today.AddDays((int)reread.TotalDays);
        if (schedule.Loan is not { StatusId: Active, ClientId: not null })
        {
            return new ReminderPlan([], latest); // of a group's loan nobody is told
        }

        var open = schedule.Instalments.Where(due => due.Outstanding > 0).Select(due => due.Day).ToList();
        var ahead = open.Select(day => (Type: ReminderSchedule.Due, Day: day, From: Less(day, wanted.DueDays), To: (DateOnly?)day));
        var after = open.Select(day => (Type: ReminderSchedule.Overdue, Day: day, From: More(day, wanted.OverdueDays), To: More(day, wanted.OverdueDays)?.AddDays(CatchUp)));
        var all = ahead.Concat(after).Where(each => each.From is not null).ToList();
        return new ReminderPlan(
            [.. all.Where(each => each.From <= today && today <= each.To).Select(each => new Reminder(each.Type, each.Day))],
            all.Where(each => each.From > today).Select(each => each.From!.Value).Append(latest).Min());
    }

    private static DateOnly? Less(DateOnly day, long? days) => days is { } count && day.DayNumber > count ? day.AddDays(-(int)count) : null;

    private static DateOnly? More(DateOnly day, long? days) => days is { } count && day.Year < DateOnly.MaxValue.Year ? day.AddDays((int)count) : null;
}
