using Microsoft.Extensions.Options;
using SmsBridge.Operators;
using SmsBridge.Store;
using SmsBridge.Tenants;

namespace SmsBridge.Schedules;

/// <summary>Begins the runs whose time has come, and gives each that is under way its turn. Called every minute, by one node for each kind.</summary>
internal sealed class ScheduleTimetable(TenantDirectory tenants, ScheduleStore store, IOptions<SchedulesOptions> options, TimeProvider time, ILogger<ScheduleTimetable> logger)
{
    /// <summary>Of a tenant in one round, which ends with the last of them; a run that has begun goes on.</summary>
    private static readonly TimeSpan LongestTurn = TimeSpan.FromMinutes(1);

    public async Task RunAsync(IScheduleWork work, CancellationToken cancellationToken)
    {
        if (!options.Value.Enabled)
        {
            return;
        }

        foreach (var due in Due(await work.ReadyAsync(cancellationToken)))
        {
            if (!await store.HasRunAsync(due, work.IsByHandTheDays, cancellationToken) && await store.BeginAsync(due))
            {
                await store.ForgetAsync(due.TenantId, options.Value.Keep, due.Day.AddDays(-2 * (int)options.Value.Reread.TotalDays));
            }
        }

        var underWay = (await store.UnderWayAsync(cancellationToken)).Where(run => work.IsOwn(run.Schedule));
        await Parallel.ForEachAsync(
            underWay.OrderBy(run => run.TryAt).ThenBy(run => run.Id).GroupBy(run => run.TenantId), // what waits least first, so that what was tried lately comes last
            new ParallelOptions { MaxDegreeOfParallelism = work.AtOnce, CancellationToken = cancellationToken }, async (ofTenant, token) => await TakeTurnAsync(work, ofTenant, token));
    }

    /// <summary>Runs whose time has come by now; whether there was one on that day already is not asked.</summary>
    private IEnumerable<ScheduleRun> Due(IEnumerable<TimedSchedule> schedules)
    {
        var now = time.GetUtcNow();
        foreach (var schedule in schedules.Where(schedule => schedule.Enabled))
        {
            if (schedule.DayAt(now) is { } day && tenants.Find(schedule.TenantId) is { } tenant && ScheduleConditions.MayAsk(tenant))
            {
                yield return ScheduleConditions.RunOf(tenant, schedule.RunName, day, Actor.Timetable.Name, now);
            }
        }
    }

    /// <summary>A tenant's runs, one after the other: however many it has, it takes one place of all, and its slow core is asked for one thing at a time. What is left has the next round.</summary>
    private async Task TakeTurnAsync(IScheduleWork work, IEnumerable<ScheduleRun> ofTenant, CancellationToken cancellationToken)
    {
        var began = time.GetTimestamp();
        foreach (var run in ofTenant)
        {
            await GoOnAsync(work, run, cancellationToken);
            if (time.GetElapsedTime(began) >= LongestTurn)
            {
                return;
            }
        }
    }

    private async Task GoOnAsync(IScheduleWork work, ScheduleRun run, CancellationToken cancellationToken)
    {
        if (tenants.Find(run.TenantId) is not { } tenant)
        {
            return;
        }

        try
        {
            if (StoredTime.At(run.StartedAt) + work.LongestRun <= time.GetUtcNow())
            {
                await GiveUpAsync(tenant, run, run.Problem ?? work.TooLong);
            }
            else
            {
                await work.GoOnAsync(tenant, run, cancellationToken);
            }
        }
#pragma warning disable CA1031 // One tenant's trouble is not the others'; the next look tries again.
        catch (Exception exception) when (!exception.IsStopOf(cancellationToken))
#pragma warning restore CA1031
        {
            logger.TurnFailed(exception, run.Schedule, tenant.Identifier);
        }
    }

    private async Task GiveUpAsync(Tenant tenant, ScheduleRun run, string words)
    {
        await store.SaveAsync(run with { State = RunState.GivenUp, EndedAt = time.GetUtcNow().ToUnixTimeMilliseconds(), Problem = words });
        logger.RunGivenUp(tenant.Identifier, run.Schedule, words);
    }
}
