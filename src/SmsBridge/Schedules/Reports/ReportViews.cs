using SmsBridge.Tenants;

namespace SmsBridge.Schedules.Reports;

/// <summary>Reads a tenant's reports and their runs, for all faces.</summary>
internal sealed class ReportViews(ReportStore store, ScheduleStore runs, ReportConditions conditions)
{
    private const int MostRuns = 10;

    public async Task<CoreReportListView> OfAsync(Tenant tenant, CancellationToken cancellationToken)
    {
        var views = new List<CoreReportView>();
        foreach (var schedule in await store.OfAsync(tenant.Id, cancellationToken))
        {
            views.Add(CoreReportView.Of(schedule, await runs.RunsAsync(tenant.Id, schedule.RunName, MostRuns, cancellationToken)));
        }

        return new CoreReportListView(tenant.Identifier, conditions.IsOn, views);
    }
}
