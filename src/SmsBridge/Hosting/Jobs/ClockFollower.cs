using Quartz;
using SmsBridge.Relay;
using SmsBridge.Store;

namespace SmsBridge.Hosting.Jobs;

/// <summary>
/// Looks at the clock every few seconds. When somebody has set it back, everything that waits for a time of the wall clock follows: rows of
/// partners' notices, confirmations, polls and registrations, and the timetable of the jobs. Messages follow with each claim of their own.
/// </summary>
internal sealed class ClockFollower(
    ClockJumps jumps, IEnumerable<IFollowsClock> followers, Database database, ISchedulerFactory schedulers, TimeProvider time,
    ILogger<ClockFollower> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    /// <summary>Less is not worth a look at everything that waits.</summary>
    private static readonly TimeSpan Noticeable = TimeSpan.FromMinutes(1);

    /// <summary>What others stored since the clock was set bears the new time, and may be due soon.</summary>
    private static readonly TimeSpan Tolerance = TimeSpan.FromSeconds(30);

    private TimeSpan _owed;

    /// <summary>One look.</summary>
    /// <returns>Whether the clock had been set back.</returns>
    internal async Task<bool> FollowAsync(CancellationToken cancellationToken)
    {
        var back = jumps.TakeSetBack();
        _owed += back >= Noticeable ? back : TimeSpan.Zero;
        if (_owed == TimeSpan.Zero)
        {
            return false;
        }

        var (latest, by) = ((time.GetUtcNow() + Tolerance).ToUnixTimeMilliseconds(), (long)_owed.TotalMilliseconds);
        foreach (var follower in followers)
        {
            await database.WriteAsync(session => follower.SetBack(session, latest, by));
            follower.SetBack(_owed);
        }

        await RescheduleAsync(cancellationToken);
        _owed = TimeSpan.Zero; // only now: what could not be stored is tried again, and moves nothing twice, as moved times are not late any more
        return true;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await FollowAsync(stoppingToken);
            }
#pragma warning disable CA1031 // The boundary of the loop: the next look tries again.
            catch (Exception exception) when (!exception.IsStopOf(stoppingToken))
#pragma warning restore CA1031
            {
                logger.ClockNotFollowed(exception);
            }
        }
    }

    /// <summary>A trigger knows the time of its next run: by the clock as it was, it would rest until then.</summary>
    private async Task RescheduleAsync(CancellationToken cancellationToken)
    {
        var scheduler = await schedulers.GetScheduler(cancellationToken);
        foreach (var key in MaintenanceRegistration.Triggers)
        {
            if (await scheduler.GetTrigger(key, cancellationToken) is { } trigger) // none before the first start: nothing was planned yet
            {
                await scheduler.RescheduleJob(key, trigger.GetTriggerBuilder().StartAt(time.GetUtcNow()).Build(), cancellationToken);
            }
        }
    }
}
