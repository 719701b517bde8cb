using SmsBridge.Messages;
using SmsBridge.Schedules.Reports;
using SmsBridge.TenantTexts;

namespace SmsBridge.Schedules;

/// <summary>The clock that a tenant gave for its reminders, else for its quiet hours, else for a report. The relay asks for it: it must not wait in line with those who read lists.</summary>
internal sealed class ScheduleClock(ScheduleStore store, ReportStore reports, TextDirectory texts, TimeProvider time) : ITenantClock
{
    public async Task<DateOnly?> TodayOfAsync(long tenantId, CancellationToken cancellationToken) =>
        await ZoneOfAsync(tenantId, cancellationToken) is { } zone ? ZoneDay.Of(time.GetUtcNow(), zone) : null;

    public async Task<TimeZoneInfo?> ZoneOfAsync(long tenantId, CancellationToken cancellationToken) =>
        (await store.FindAsync(tenantId, cancellationToken))?.Zone ?? texts.ZoneOf(tenantId) ?? await OfReportAsync(tenantId, cancellationToken);

    private async Task<TimeZoneInfo?> OfReportAsync(long tenantId, CancellationToken cancellationToken) =>
        (await reports.ZonesOfAsync(tenantId, cancellationToken)).Select(name => TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone) ? zone : null).FirstOrDefault(zone => zone is not null);
}
