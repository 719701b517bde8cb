using SmsBridge.Tenants;

namespace SmsBridge.Schedules;

/// <summary>Reminders from the schedules of tenants' loans, every day.</summary>
internal sealed class ReminderWork(ScheduleStore store, ReminderTurn turn, ScheduleConditions conditions, ILogger<ReminderWork> logger) : IScheduleWork
{
    public int AtOnce => 4;

    public bool IsByHandTheDays => true;

    /// <summary>Then the next one's time has come.</summary>
    public TimeSpan LongestRun => TimeSpan.FromHours(24);

    public string TooLong => "It did not get through all loans within a day: raise Schedules:CallsPerMinute.";

    public bool IsOwn(string schedule) => schedule == ReminderSchedule.Name;

    public async Task<IReadOnlyList<TimedSchedule>> ReadyAsync(CancellationToken cancellationToken) =>
        [.. (await store.AllAsync(cancellationToken)).Where(schedule => !conditions.WantedOf(schedule).IsNothing)];

    public async Task GoOnAsync(Tenant tenant, ScheduleRun run, CancellationToken cancellationToken)
    {
        if (await store.FindAsync(tenant.Id, cancellationToken) is { } schedule && await conditions.ReadAsync(tenant, schedule, run, cancellationToken) is { } may
            && await turn.RunAsync(tenant, may, cancellationToken) is { State: RunState.Done } done)
        {
            logger.RunDone(tenant.Identifier, done.Listed, done.Entered, done.Known);
        }
    }
}
