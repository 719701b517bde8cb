using SmsBridge.Messages;
using SmsBridge.Schedules.Reports;
using SmsBridge.TenantTexts;

namespace SmsBridge.Schedules;

/// <summary>The clock that a tenant gave for its reminders, else for its quiet hours, else for a report.</summary>
internal sealed class ScheduleClock(ScheduleStore store, ReportStore reports, TextDirectory texts, TimeProvider time) : ITenantClock
{
    public async Task<DateOnly?> TodayOfAsync(long tenantId, CancellationToken cancellationToken) =>
        ((await store.FindAsync(tenantId, cancellationToken))?.Zone ?? texts.ZoneOf(tenantId) ?? (await reports.OfAsync(tenantId, cancellationToken)).Select(report => report.Zone).FirstOrDefault()) is { } zone ? ZoneDay.Of(time.GetUtcNow(), zone) : null;
}
