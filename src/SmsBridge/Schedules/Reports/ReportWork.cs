using System.Globalization;
using SmsBridge.Messages;
using SmsBridge.Tenants;

namespace SmsBridge.Schedules.Reports;

/// <summary>Reports of tenants' cores, at their times. Some tenants' at once: a core that takes minutes for its own must not hold up others'; but each may have a large answer in memory.</summary>
internal sealed class ReportWork(ReportStore store, ScheduleStore runs, ReportTurn turn, ReportConditions conditions, ILogger<ReportWork> logger) : IScheduleWork
{
    public int AtOnce => 4;

    /// <summary>What somebody tried in the morning must not take the evening's run away: a row is told once a day, however often the report is run.</summary>
    public bool IsByHandTheDays => false;

    /// <summary>It ends with its day (<see cref="ReportConditions.WhyOverAsync"/>); this is for where nobody knows which day it is. One that was begun in the evening is the next day's.</summary>
    public TimeSpan LongestRun => TimeSpan.FromHours(48);

    public string TooLong => "It did not come to an end within its day.";

    public bool IsOwn(string schedule) => ReportSchedule.NameOf(schedule) is not null;

    public async Task<IReadOnlyList<TimedSchedule>> ReadyAsync(CancellationToken cancellationToken) =>
        [.. (await store.AllAsync(cancellationToken)).Where(conditions.MayBegin)];

    public async Task GoOnAsync(Tenant tenant, ScheduleRun run, CancellationToken cancellationToken)
    {
        if (await store.FindAsync(tenant.Id, ReportSchedule.NameOf(run.Schedule)!, cancellationToken) is not { } schedule)
        {
            await runs.StopAsync(tenant.Id, run.Schedule, "It was taken off the timetable.");
        }
        else if (await conditions.WhyOverAsync(schedule, run, cancellationToken) is { } over)
        {
            await GiveUpAsync(tenant, run, over);
        }
        else if (await conditions.ReadyAsync(tenant, schedule, run, cancellationToken) is { } access
            && await turn.RunAsync(access, schedule, run, cancellationToken) is { State: RunState.Done or RunState.GivenUp } ended)
        {
            Tell(tenant, ended);
        }
    }

    private async Task GiveUpAsync(Tenant tenant, ScheduleRun run, string why)
    {
        var told = run.Entered == 0 ? "Nobody was told." : string.Create(CultureInfo.InvariantCulture, $"{run.Entered} rows made events before, the others did not.");
        var ended = run with { State = RunState.GivenUp, EndedAt = conditions.Now.ToUnixTimeMilliseconds(), Problem = KeptWords.Detail($"{why} {told} {run.Problem}".TrimEnd()) };
        if (await runs.SaveAsync(ended))
        {
            Tell(tenant, ended);
        }
    }

    private void Tell(Tenant tenant, ScheduleRun ended)
    {
        if (ended.State == RunState.Done)
        {
            logger.ReportDone(tenant.Identifier, ended.Schedule, ended.Listed, ended.Entered, ended.Known, ended.Repeated, ended.Unread);
        }
        else
        {
            logger.RunGivenUp(tenant.Identifier, ended.Schedule, ended.Problem);
        }
    }
}
