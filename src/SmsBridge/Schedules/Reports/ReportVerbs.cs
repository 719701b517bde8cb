using System.Collections.Concurrent;
using System.Globalization;
using SmsBridge.Core;
using SmsBridge.Core.Reports;
using SmsBridge.Operators;
using SmsBridge.Tenants;

namespace SmsBridge.Schedules.Reports;

/// <summary>What a run of a report would tell.</summary>
internal sealed record ReportPreviewed(string Words, CoreReportPreviewView View) : Outcome.Done(Words);

/// <summary>What people do about a tenant's reports: scope, checks and audit are here, so that page, API and command line need only say what came of it.</summary>
internal sealed class ReportVerbs(
    TenantAccess tenants, ReportStore store, ScheduleStore runs, ReportProbe probe, ReportPreview preview, ReportConditions conditions, AuditLog audit)
{
    private const int MostReports = 20;

    private readonly ConcurrentDictionary<long, bool> _asking = new();

    /// <summary>Sets one, or changes it: what is absent stays as it is. The core is asked first: what it does not answer now could not be told at night either.</summary>
    public Task<Outcome> SetAsync(Caller caller, string identifier, string name, CoreReportRequest request, CancellationToken cancellationToken) =>
        tenants.ForAsync(caller, identifier, async tenant =>
        {
            var known = await store.FindAsync(tenant.Id, name, cancellationToken);
            var (schedule, problem) = ReportCheck.Read(tenant.Id, name, request, known);
            if (schedule is null)
            {
                return problem!;
            }

            if (known == schedule)
            {
                return new Outcome.Unchanged($"{ReportWords.Of(schedule)} It was so already.");
            }

            if (known is not null && known with { Enabled = false } == schedule)
            {
                await store.SetAsync(schedule, MostReports); // without asking the core: it can be switched off also while that is silent
                await audit.RecordAsync(caller.DidTo(tenant, AuditActions.Schedule, before: ReportWords.WholeOf(known), after: ReportWords.WholeOf(schedule)));
                return new Outcome.Done($"{ReportWords.Of(schedule)} It is switched off.{await StoppedAsync(caller, tenant, schedule)}");
            }

            if (await conditions.WhyTooLateAsync(schedule, cancellationToken) is { } tooLate)
            {
                return new Outcome.Refused(tooLate, "begins");
            }

            if (schedule.TodayAt(conditions.Now) is not { } day)
            {
                return ScheduleWords.NoZone(schedule.TimeZone);
            }

            return await AskedAsync(tenant, schedule, day, async (_, report) =>
            {
                // Asked of the runs also where the schedule is new: one of the same name may have been taken off today.
                if (known?.RowKey != schedule.RowKey && await runs.HasToldOtherwiseAsync(tenant.Id, schedule.RunName, day, schedule.RowKey, cancellationToken))
                {
                    return new Outcome.Refused(
                        $"It was run today, {(known is null ? "before it was taken off" : "or is under way")}, and what is told is known by the columns of loan, client, day and key of that run: by others it would be told again. "
                        + "Change them tomorrow, or stop a run that has told nobody yet.", "keyColumn");
                }

                if (!await store.SetAsync(schedule, MostReports))
                {
                    return new Outcome.Refused($"A tenant has at most {MostReports} reports on its timetable.", "name");
                }

                await audit.RecordAsync(caller.DidTo(tenant, AuditActions.Schedule, before: known is null ? null : ReportWords.WholeOf(known), after: ReportWords.WholeOf(schedule)));
                var rows = report.Rows.Count.ToString(CultureInfo.InvariantCulture);
                var stopped = schedule.Enabled ? "" : await StoppedAsync(caller, tenant, schedule);
                var mended = await runs.MendedAsync(tenant.Id, schedule.RunName) ? " The run that did not get through is not made up for by itself: begin one, if its rows are still to be told." : "";
                return new Outcome.Done($"{ReportWords.Of(schedule)} It has {rows} row{(report.Rows.Count == 1 ? "" : "s")} now.{stopped}{mended}{await conditions.WarningsAsync(tenant, schedule, cancellationToken)}");
            }, cancellationToken);
        }, ownToo: true);

    private async Task<string> StoppedAsync(Caller caller, Tenant tenant, ReportSchedule schedule) =>
        await runs.StopAsync(tenant.Id, schedule.RunName, $"Switched off by {caller.Actor.Name}.") ? " The run that was under way is stopped; what became events before is sent." : "";

    /// <summary>A run that is under way ends with it.</summary>
    public Task<Outcome> RemoveAsync(Caller caller, string identifier, string name) =>
        tenants.ForAsync(caller, identifier, async tenant =>
        {
            if (await store.FindAsync(tenant.Id, name, CancellationToken.None) is not { } known || !await store.RemoveAsync(tenant.Id, name))
            {
                return NotThere(name);
            }

            await runs.StopAsync(tenant.Id, ReportSchedule.RunNameOf(name), $"Taken off the timetable by {caller.Actor.Name}.");
            await audit.RecordAsync(caller.DidTo(tenant, AuditActions.Schedule, before: ReportWords.WholeOf(known), after: "taken off the timetable"));
            return new Outcome.Done($"{name} is off the timetable. {ScheduleWords.Stopped}");
        }, ownToo: true, isEnd: true);

    /// <summary>Begins one now, for the day it can be run on; the running service does it. Rows that were told that day are not told again.</summary>
    public Task<Outcome> RunAsync(Caller caller, string identifier, string name, CancellationToken cancellationToken) =>
        ForAsync(caller, identifier, name, async (tenant, schedule, start) =>
        {
            if (!ScheduleConditions.MayAsk(tenant))
            {
                return new Outcome.NotNow("The tenant is paused, or its core has not been verified yet.");
            }

            if (!await runs.BeginAsync(ScheduleConditions.RunOf(tenant, schedule.RunName, start.Day, caller.Actor.Name, conditions.Now)))
            {
                return new Outcome.NotNow("A run of this report is under way. Look again when it has ended, or stop it.");
            }

            await audit.RecordAsync(caller.DidTo(tenant, AuditActions.ScheduleRun, after: string.Create(CultureInfo.InvariantCulture, $"report {name} begun for {start.Day:yyyy-MM-dd}")));
            return new Outcome.Done(ReportWords.OfBegun(name, start, conditions.IsOn) + await conditions.WarningsAsync(tenant, schedule, cancellationToken));
        }, cancellationToken);

    /// <summary>What was entered stays; nothing more is.</summary>
    public Task<Outcome> StopAsync(Caller caller, string identifier, string name) =>
        tenants.ForAsync(caller, identifier, async tenant =>
        {
            if (!await runs.StopAsync(tenant.Id, ReportSchedule.RunNameOf(name), $"Stopped by {caller.Actor.Name}."))
            {
                return new Outcome.Unchanged("No run is under way.");
            }

            await audit.RecordAsync(caller.DidTo(tenant, AuditActions.ScheduleStop, after: $"report {name}"));
            return new Outcome.Done($"Stopped. {ScheduleWords.Stopped}");
        }, ownToo: true, isEnd: true);

    /// <summary>Runs the report now, and tells nobody.</summary>
    public Task<Outcome> PreviewAsync(Caller caller, string identifier, string name, CancellationToken cancellationToken) =>
        ForAsync(caller, identifier, name, (tenant, schedule, start) => AskedAsync(tenant, schedule, start.Day, async (access, report) =>
        {
            var view = await preview.OfAsync(tenant, access, schedule, report, start.Day, cancellationToken);
            return new ReportPreviewed(ReportWords.OfPreview(schedule, view) + await conditions.WarningsAsync(tenant, schedule, cancellationToken), view);
        }, cancellationToken), cancellationToken);

    /// <summary>Runs the report in the core; of one tenant one at a time, as it may cost the core much.</summary>
    private async Task<Outcome> AskedAsync(Tenant tenant, ReportSchedule schedule, DateOnly day, Func<CoreAccess, CoreReport, Task<Outcome>> act, CancellationToken cancellationToken)
    {
        if (conditions.Access(tenant) is not CoreAccessReading.Ready { Access: var access })
        {
            return new Outcome.Refused(CoreAccesses.NotSet);
        }

        if (!_asking.TryAdd(tenant.Id, true))
        {
            return new Outcome.NotNow("A report of this tenant is being run for somebody. Try again when it has ended.");
        }

        try
        {
            var answer = await probe.AskAsync(access, schedule, day, cancellationToken);
            return answer.Report is { } report ? await act(access, report)
                : answer.IsOther ? new Outcome.Refused(answer.Problem!, "report")
                : new Outcome.NotNow($"The report could not be run in the core. {answer.Problem}");
        }
        finally
        {
            _asking.TryRemove(tenant.Id, out _);
        }
    }

    private Task<Outcome> ForAsync(
        Caller caller, string identifier, string name, Func<Tenant, ReportSchedule, RunStart, Task<Outcome>> act, CancellationToken cancellationToken) =>
        tenants.ForAsync(caller, identifier, async tenant =>
            await store.FindAsync(tenant.Id, name, cancellationToken) is not { } schedule ? NotThere(name)
            : await conditions.StartAsync(schedule, cancellationToken) is not { } start ? ScheduleWords.NoZone(schedule.TimeZone)
            : await act(tenant, schedule, start), ownToo: true);

    private static Outcome.NotFound NotThere(string name) => new($"No report is on the timetable as {name}.");
}
