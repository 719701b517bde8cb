using Microsoft.Extensions.Options;
using SmsBridge.Messages;

namespace SmsBridge.Schedules;

/// <summary>Which events tenants' reminders make by themselves, so that no external event has to tell of them.</summary>
internal sealed class RemindedKinds(ScheduleStore store, IOptions<SchedulesOptions> options)
{
    /// <summary>False: this installation goes through no loans, whatever a tenant has set.</summary>
    public bool IsOn => options.Value.Enabled;

    public async Task<IReadOnlySet<(long TenantId, EventType Type)>> ReadAsync(CancellationToken cancellationToken) =>
        IsOn ? (await store.AllAsync(cancellationToken)).Where(schedule => schedule.Enabled).SelectMany(Of).ToHashSet() : new HashSet<(long, EventType)>();

    private static IEnumerable<(long TenantId, EventType Type)> Of(ReminderSchedule schedule)
    {
        if (schedule.DueDays is not null)
        {
            yield return (schedule.TenantId, ReminderSchedule.Due);
        }

        if (schedule.OverdueDays is not null)
        {
            yield return (schedule.TenantId, ReminderSchedule.Overdue);
        }
    }
}
