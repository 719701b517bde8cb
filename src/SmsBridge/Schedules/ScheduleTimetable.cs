using Microsoft.Extensions.Options;
using SmsBridge.Messages;
using SmsBridge.Store;
using SmsBridge.Tenants;

namespace SmsBridge.Schedules;

/// <summary>Begins the runs whose time has come, and gives each that is under way its minute. Called every minute, by one node.</summary>
internal sealed class ScheduleTimetable(
    TenantDirectory tenants, ScheduleStore store, ReminderTurn turn, ScheduleConditions conditions, IOptions<SchedulesOptions> options, TimeProvider time, ILogger<ScheduleTimetable> logger)
{
    private const int AtOnce = 4;

    /// <summary>Then the next one's time has come.</summary>
    private static readonly TimeSpan LongestRun = TimeSpan.FromHours(24);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        if (!options.Value.Enabled)
        {
            return;
        }

        var schedules = (await store.AllAsync(cancellationToken)).ToDictionary(schedule => schedule.TenantId);
        foreach (var schedule in schedules.Values.Where(schedule => schedule.Enabled))
        {
            await BeginAsync(schedule, cancellationToken);
        }

        await Parallel.ForEachAsync(
            await store.UnderWayAsync(cancellationToken), new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken },
            async (run, token) => await GoOnAsync(run, schedules.GetValueOrDefault(run.TenantId), token));
    }

    private async Task BeginAsync(ReminderSchedule schedule, CancellationToken cancellationToken)
    {
        if (schedule.DayAt(time.GetUtcNow()) is not { } day || tenants.Find(schedule.TenantId) is not { } tenant || !ScheduleConditions.MayAsk(tenant) || conditions.WantedOf(schedule).IsNothing
            || await store.HasRunAsync(tenant.Id, ReminderSchedule.Name, EventDay.Number(day), cancellationToken))
        {
            return;
        }

        if (await store.BeginAsync(ScheduleConditions.RunOf(tenant, day, "timetable", time.GetUtcNow())))
        {
            await store.ForgetAsync(tenant.Id, options.Value.Keep, day.AddDays(-2 * (int)options.Value.Reread.TotalDays));
        }
    }

    private async Task GoOnAsync(ScheduleRun run, ReminderSchedule? schedule, CancellationToken cancellationToken)
    {
        if (tenants.Find(run.TenantId) is not { } tenant || schedule is null)
        {
            return;
        }

        try
        {
            if (StoredTime.At(run.StartedAt) + LongestRun <= time.GetUtcNow())
            {
                await GiveUpAsync(tenant, run);
            }
            else if (await conditions.ReadAsync(tenant, schedule, run, cancellationToken) is { } may)
            {
                Tell(tenant, may.Access is null ? null : await turn.RunAsync(tenant, may, cancellationToken));
            }
        }
#pragma warning disable CA1031 // One tenant's trouble is not the others'; the next look tries again.
        catch (Exception exception) when (exception is not OperationCanceledException)
#pragma warning restore CA1031
        {
            logger.TurnFailed(exception, tenant.Identifier);
        }
    }

    private async Task GiveUpAsync(Tenant tenant, ScheduleRun run)
    {
        var words = run.Problem ?? "It did not get through all loans within a day: raise Schedules:CallsPerMinute.";
        await store.SaveAsync(run with { State = RunState.GivenUp, EndedAt = time.GetUtcNow().ToUnixTimeMilliseconds(), Problem = words });
        logger.RunGivenUp(tenant.Identifier, words);
    }

    private void Tell(Tenant tenant, ScheduleRun? run)
    {
        if (run is { State: RunState.Done })
        {
            logger.RunDone(tenant.Identifier, run.Listed, run.Entered, run.Known);
        }
    }
}
