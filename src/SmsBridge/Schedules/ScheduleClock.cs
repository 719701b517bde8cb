using SmsBridge.Messages;
using SmsBridge.TenantTexts;

namespace SmsBridge.Schedules;

/// <summary>The clock that a tenant gave for its reminders, else for its quiet hours.</summary>
internal sealed class ScheduleClock(ScheduleStore store, TextDirectory texts, TimeProvider time) : ITenantClock
{
    public async Task<DateOnly?> TodayOfAsync(long tenantId, CancellationToken cancellationToken) =>
        ((await store.FindAsync(tenantId, cancellationToken))?.Zone ?? texts.ZoneOf(tenantId)) is { } zone ? ZoneDay.Of(time.GetUtcNow(), zone) : null;
}
