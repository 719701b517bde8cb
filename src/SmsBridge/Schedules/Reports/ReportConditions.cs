using System.Globalization;
using SmsBridge.Core;
using SmsBridge.Tenants;
using SmsBridge.TenantTexts;
using SmsBridge.Texts.Catalogue;

namespace SmsBridge.Schedules.Reports;

/// <summary>What must hold before a report is run, and what is said of it.</summary>
internal sealed class ReportConditions(ScheduleConditions schedules, TextDirectory texts, TimeProvider time)
{
    public DateTimeOffset Now => time.GetUtcNow();

    /// <summary>False: this installation runs none, whatever a tenant has set.</summary>
    public bool IsOn => schedules.IsOn;

    public CoreAccessReading Access(Tenant tenant) => schedules.Access(tenant);

    /// <returns>Null: it is not its time, or somebody ended it; why stands with the run.</returns>
    public Task<CoreAccess?> ReadyAsync(Tenant tenant, ReportSchedule schedule, ScheduleRun run, CancellationToken cancellationToken) =>
        schedules.ReadyAsync(
            tenant, schedule.Zone, schedule.Kind.Class, run,
            () => !IsTold(schedule) ? $"The text of {schedule.Kind.Name} is switched off."
                : schedule.TodayAt(Now) < run.Day ? string.Create(CultureInfo.InvariantCulture, $"It waits for {run.Day:yyyy-MM-dd}, whose run it is.") // quiet hours were set since
                : null,
            cancellationToken);

    /// <summary>
    /// Why a run can not go on any more, in words; null: it can. A run is one day's: what is told of today, and the rows that it keys by the day, would be another's tomorrow.
    /// </summary>
    public async Task<string?> WhyOverAsync(ReportSchedule schedule, ScheduleRun run, CancellationToken cancellationToken)
    {
        await texts.RefreshAsync(cancellationToken);
        return schedule.TodayAt(Now) is not { } today || today < run.Day ? null
            : today > run.Day ? "Its day is over."
            : schedules.IsEvening(schedule.TenantId, schedule.Zone!, schedule.Kind.Class)
                ? string.Create(CultureInfo.InvariantCulture, $"It is past {ScheduleConditions.Evening:HH:mm}, and there are no quiet hours for {EventClasses.NameOf(schedule.Kind.Class)} texts.")
            : null;
    }

    /// <summary>Not in the evening, where it could not go on that day. One that is to begin then every day does, so that it is seen that it tells nobody: its quiet hours were taken away since.</summary>
    public bool MayBegin(ReportSchedule set) =>
        set.Zone is { } zone && (!schedules.IsEvening(set.TenantId, zone, set.Kind.Class) || schedules.BeginsTooLate(set.TenantId, set.Begins, set.Kind.Class));

    /// <summary>When a run goes on that somebody begins now; null: nobody knows what time it is there.</summary>
    public async Task<RunStart?> StartAsync(ReportSchedule schedule, CancellationToken cancellationToken)
    {
        await texts.RefreshAsync(cancellationToken); // a command has read none
        return schedule.Zone is { } zone ? schedules.StartOf(schedule.TenantId, zone, schedule.Kind.Class) : null;
    }

    /// <summary>Why it would tell of a day on the next one, in words; null: it would not.</summary>
    public async Task<string?> WhyTooLateAsync(ReportSchedule set, CancellationToken cancellationToken)
    {
        await texts.RefreshAsync(cancellationToken); // a command has read none
        return set.Enabled && schedules.BeginsTooLate(set.TenantId, set.Begins, set.Kind.Class)
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"begins is before {ScheduleConditions.Evening:HH:mm} where there are no quiet hours for {EventClasses.NameOf(set.Kind.Class)} texts: reports are then run by day only, and it would be the next day's.")
            : null;
    }

    /// <summary>What would keep it from telling anybody, or let it tell them at another time.</summary>
    public async Task<string> WarningsAsync(Tenant tenant, ReportSchedule set, CancellationToken cancellationToken)
    {
        await texts.RefreshAsync(cancellationToken);
        return (IsOn ? "" : $" {SchedulesOptions.OffWordsOfReports}")
            + (IsTold(set) ? "" : $" Nobody is told yet: switch on the text of {set.Kind.Name}.")
            + (texts.QuietHoursOf(tenant.Id, set.Kind.Class) is not null ? ""
                : string.Create(CultureInfo.InvariantCulture, $" There are no quiet hours for {EventClasses.NameOf(set.Kind.Class)} texts, so it is run between {ScheduleConditions.Morning:HH:mm} and {ScheduleConditions.Evening:HH:mm} only."))
            + await schedules.HoldWordsAsync(tenant, cancellationToken);
    }

    private bool IsTold(ReportSchedule schedule) => texts.SettingOf(schedule.TenantId, schedule.Kind).IsOn;
}
