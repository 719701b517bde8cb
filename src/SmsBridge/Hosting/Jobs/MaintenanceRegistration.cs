using Microsoft.Extensions.Options;
using Quartz;
using SmsBridge.Alarms;
using SmsBridge.Gaps;
using SmsBridge.Holding;
using SmsBridge.Holding.Spending;
using SmsBridge.Insight.Statistics;
using SmsBridge.Intake.Events;
using SmsBridge.Operators.Sessions;
using SmsBridge.Partners.Notices.Resends;
using SmsBridge.Receipts;
using SmsBridge.Routes;
using SmsBridge.Schedules;
using SmsBridge.Schedules.Reports;
using SmsBridge.Store;
using SmsBridge.Tenants;

namespace SmsBridge.Hosting.Jobs;

/// <summary>
/// Quartz jobs: what has to happen now and then. Each is idempotent, calls one verb of a feature and never overlaps itself (<see cref="LeasedJob{TJob}"/>);
/// a run that fails is logged and the next one tries again.
/// </summary>
internal static class MaintenanceRegistration
{
    /// <summary>When each job runs, by its name.</summary>
    public static IReadOnlyList<TriggerKey> Triggers { get; } =
        [.. new[] { typeof(VerifyTenantsJob), typeof(CheckRoutesJob), typeof(PollReceiptsJob), typeof(UnknownReportsJob), typeof(PollPricesJob), typeof(SaveKeyUsageJob), typeof(RollUpJob), typeof(ForgetOldCountsJob), typeof(ForgetEventKeysJob), typeof(ForgetSessionsJob), typeof(BackupJob), typeof(SendBackupsJob), typeof(RetentionJob), typeof(FindGapsJob), typeof(SchedulesJob), typeof(ReportsJob), typeof(MoveHeldJob), typeof(ResendNoticesJob), typeof(AlarmJob) }.Select(job => new TriggerKey(job.Name))];

    public static void AddMaintenance(this IServiceCollection services)
    {
        services.AddOptions<BackupOptions>()
            .BindConfiguration(BackupOptions.Section, binder => binder.ErrorOnUnknownConfiguration = true)
            .ValidateDataAnnotations()
            .Validate<IOptions<StorageOptions>>(
                (backup, storage) => backup.Folder.Length == 0 || !storage.Value.IsPostgreSql,
                "Backup:Folder must be empty: the database is PostgreSQL's, and is backed up with pg_dump or with the server's own continuous archiving.")
            .ValidateOnStart();
        services.AddQuartz(quartz =>
        {
            AddJob<VerifyTenantsJob>(services, quartz, provider => provider.GetRequiredService<IOptions<RegistrationOptions>>().Value.VerifyInterval);
            AddJob<CheckRoutesJob>(services, quartz, provider => provider.GetRequiredService<IOptions<RegistrationOptions>>().Value.VerifyInterval);
            AddJob<PollReceiptsJob>(services, quartz, provider => provider.GetRequiredService<IOptions<ReceiptsOptions>>().Value.PollInterval);
            AddJob<UnknownReportsJob>(services, quartz, _ => TimeSpan.FromSeconds(2));
            AddJob<PollPricesJob>(services, quartz, _ => TimeSpan.FromMinutes(5));
            AddJob<SaveKeyUsageJob>(services, quartz, _ => TimeSpan.FromMinutes(1));
            AddJob<RollUpJob>(services, quartz, provider => provider.GetRequiredService<IOptions<StatisticsOptions>>().Value.Interval);
            AddJob<ForgetOldCountsJob>(services, quartz, _ => TimeSpan.FromHours(1));
            AddJob<ForgetEventKeysJob>(services, quartz, _ => TimeSpan.FromHours(1));
            AddJob<ForgetSessionsJob>(services, quartz, _ => TimeSpan.FromHours(1));
            AddJob<BackupJob>(services, quartz, _ => TimeSpan.FromMinutes(10));
            AddJob<SendBackupsJob>(services, quartz, _ => TimeSpan.FromMinutes(10));
            AddJob<RetentionJob>(services, quartz, _ => TimeSpan.FromHours(1));
            AddJob<FindGapsJob>(services, quartz, _ => TimeSpan.FromMinutes(1));
            AddJob<MoveHeldJob>(services, quartz, _ => TimeSpan.FromSeconds(2));
            AddJob<ResendNoticesJob>(services, quartz, _ => TimeSpan.FromSeconds(2));
            AddJob<SchedulesJob>(services, quartz, _ => TimeSpan.FromMinutes(1));
            AddJob<ReportsJob>(services, quartz, _ => TimeSpan.FromMinutes(1));
            AddJob<AlarmJob>(services, quartz, provider => provider.GetRequiredService<IOptions<AlarmOptions>>().Value.Interval);
        });
        services.Configure<QuartzHostedServiceOptions>(hosted => hosted.WaitForJobsToComplete = true);
        services.AddSingleton<QuartzHostedService>();
        services.AddHostedService<MaintenanceStarter>();
        services.AddSingleton<ClockFollower>();
        services.AddHostedService(provider => provider.GetRequiredService<ClockFollower>());
    }

    private static void AddJob<TJob>(IServiceCollection services, IQuartzBuilder quartz, Func<IServiceProvider, TimeSpan> interval)
        where TJob : class, IJob
    {
        services.AddTransient<TJob>();
        var key = new JobKey(typeof(TJob).Name);
        quartz.AddJob<LeasedJob<TJob>>(job => job.WithIdentity(key));
        quartz.AddTrigger((provider, trigger) => trigger.WithIdentity(key.Name).ForJob(key).WithSimpleSchedule(interval(provider), repeatCount: null));
    }
}

/// <summary>Checks tenants that are unverified, or paused because their credentials or permissions were refused: what was mended flows again by itself.</summary>
internal sealed class VerifyTenantsJob(TenantDirectory directory, TenantAdmin admin, ILogger<VerifyTenantsJob> logger) : IJob
{
    /// <summary>A dead core takes its time-out to say so; the others must not wait for it.</summary>
    private const int AtOnce = 16;

    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default) =>
        await Parallel.ForEachAsync(
            directory.All.Where(NeedsCheck).ToList(),
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken },
            VerifyAsync);

    private async ValueTask VerifyAsync(Tenant tenant, CancellationToken cancellationToken)
    {
        try
        {
            await admin.VerifyAsync(tenant, cancellationToken);
            await admin.EndTrustAsync(tenant);
        }
#pragma warning disable CA1031 // One tenant's trouble is not the others'; the next run tries again.
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
#pragma warning restore CA1031
        {
            logger.VerifyFailed(exception, tenant.Identifier);
        }
    }

    /// <summary>Not what a person paused.</summary>
    internal static bool NeedsCheck(Tenant tenant) => tenant.TrustedUntil is not null || tenant.Pause is null
        ? tenant.Unverified is not null
        : !tenant.Pause.IsByOperator;
}

/// <summary>Takes up accounts and routes that may serve again, and leaves those that deliver badly.</summary>
internal sealed class CheckRoutesJob(RouteChecks checks, RouteJudge judge) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default)
    {
        await judge.RunAsync(cancellationToken); // first: it waits for no provider
        await checks.RunAsync(cancellationToken);
    }
}

/// <summary>
/// Goes on with what was not delivered and left lying, asks the provider about messages whose final status has not been heard of, and drops former accounts that none of them needs any more.
/// </summary>
internal sealed class PollReceiptsJob(LostFailovers failovers, ReceiptPolling polling, FormerAccounts former) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default)
    {
        await failovers.RunAsync(cancellationToken); // first: it waits for no provider
        await polling.RunAsync(cancellationToken);
        await former.ForgetSettledAsync(cancellationToken);
    }
}

/// <summary>Brings reports that came before their SMS had an id to it.</summary>
internal sealed class UnknownReportsJob(UnknownReports reports) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default) => await reports.RunAsync(cancellationToken);
}

/// <summary>Asks providers that say it later what SMS cost.</summary>
internal sealed class PollPricesJob(PricePolling polling) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default) => await polling.RunAsync(cancellationToken);
}

/// <summary>Stores when keys were last used.</summary>
internal sealed class SaveKeyUsageJob(KeyUsage usage) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default) => await usage.SaveAsync();
}

/// <summary>Brings the counts of the console up to date.</summary>
internal sealed class RollUpJob(RollUp rollUp, ReportRollUp reports, IOptions<StatisticsOptions> options) : IJob
{
    /// <summary>A tenth of the time at most: under a flood of hooks the counts are behind, not the hooks.</summary>
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default)
    {
        await rollUp.RunAsync(options.Value.Interval / 10, cancellationToken);
        await reports.RunSometimesAsync(options.Value.Interval / 10, cancellationToken);
    }
}

/// <summary>Drops counts that are too old to be kept so fine.</summary>
internal sealed class ForgetOldCountsJob(RollUp rollUp) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default) => await rollUp.ForgetOldAsync(cancellationToken);
}

/// <summary>Drops the keys of external events that are too old to come again.</summary>
internal sealed class ForgetEventKeysJob(EventStore events) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default) => await events.ForgetAsync(cancellationToken);
}

/// <summary>Drops operators' sessions that have ended.</summary>
internal sealed class ForgetSessionsJob(SessionStore sessions) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default) => await sessions.ForgetAsync();
}

/// <summary>Compares what cores did with what came in, of those that are due.</summary>
internal sealed class FindGapsJob(GapTimetable timetable) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default) => await timetable.RunAsync(cancellationToken);
}

/// <summary>Brings to held messages what a person decided about them.</summary>
internal sealed class MoveHeldJob(SurgeMoves moves, SpendMoves spending) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default)
    {
        await moves.RunAsync(cancellationToken);
        await spending.RunAsync(cancellationToken);
    }
}

/// <summary>Puts into the partners' queues what a person has sent again.</summary>
internal sealed class ResendNoticesJob(NoticeResendMoves moves) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default) => await moves.RunAsync(cancellationToken);
}

/// <summary>Looks for what is to be told because it is time, some of it every minute.</summary>
internal sealed class SchedulesJob(ScheduleTimetable timetable, ReminderWork reminders) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default) => await timetable.RunAsync(reminders, cancellationToken);
}

/// <summary>Runs the reports whose time has come. Apart from reminders, which must not wait for a core that takes minutes for a report.</summary>
internal sealed class ReportsJob(ScheduleTimetable timetable, ReportWork reports) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default) => await timetable.RunAsync(reports, cancellationToken);
}

/// <summary>Tells people what needs attention.</summary>
internal sealed class AlarmJob(AlarmRound round) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default) => await round.RunAsync(cancellationToken);
}

internal static partial class MaintenanceLog // 2300-2399
{
    [LoggerMessage(2300, LogLevel.Error, "Tenant {Tenant} could not be checked; the next run tries again")]
    public static partial void VerifyFailed(this ILogger logger, Exception exception, string tenant);

    [LoggerMessage(2301, LogLevel.Error, "What waits could not follow the clock, which was set back; the next look tries again")]
    public static partial void ClockNotFollowed(this ILogger logger, Exception exception);

    [LoggerMessage(2302, LogLevel.Information, "Backup {Path} is made: {Bytes} bytes, read back and sound; {Deleted} older ones are deleted")]
    public static partial void BackupMade(this ILogger logger, string path, long bytes, int deleted);

    [LoggerMessage(2303, LogLevel.Error, "The backup on the timetable failed; it is tried again in ten minutes. {Problem}")]
    public static partial void BackupFailed(this ILogger logger, string problem);
}
