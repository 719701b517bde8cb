using SmsBridge.Messages;
using SmsBridge.TenantTexts;
using SmsBridge.Texts.Catalogue;

namespace SmsBridge.Schedules;

/// <summary>The clock that a tenant gave for its reminders, else for its quiet hours.</summary>
internal sealed class ScheduleClock(ScheduleStore store, TextDirectory texts, TimeProvider time) : ITenantClock
{
    public async Task<DateOnly?> TodayOfAsync(long tenantId, CancellationToken cancellationToken) =>
        ((await store.FindAsync(tenantId, cancellationToken))?.Zone ?? Enum.GetValues<EventClass>().Select(kind => texts.QuietHoursOf(tenantId, kind)?.Zone).FirstOrDefault(zone => zone is not null))
            is { } known ? DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(time.GetUtcNow(), known).DateTime) : null;
}
