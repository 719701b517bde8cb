using SmsBridge.Tenants;
using SmsBridge.TenantTexts;
using SmsBridge.Texts.Catalogue;

namespace SmsBridge.Schedules;

/// <summary>Reads a tenant's reminders and their runs, for all faces.</summary>
internal sealed class ScheduleViews(ScheduleStore store, ScheduleConditions conditions, TextDirectory texts)
{
    public async Task<ScheduleView> OfAsync(Tenant tenant, CancellationToken cancellationToken)
    {
        await texts.RefreshAsync(cancellationToken); // a command has read none
        var schedule = await store.FindAsync(tenant.Id, cancellationToken);
        var runs = await store.RunsAsync(tenant.Id, ReminderSchedule.Name, ScheduleStore.MostListed, cancellationToken);
        return new ScheduleView(
            tenant.Identifier, schedule?.Enabled == true, schedule?.Begins, schedule?.TimeZone, schedule?.DueDays, schedule?.OverdueDays,
            texts.IsOn(tenant.Id, ReminderSchedule.Due), texts.IsOn(tenant.Id, ReminderSchedule.Overdue),
            texts.QuietHoursOf(tenant.Id, EventClass.Collection) is { } quiet ? $"{quiet.Words} ({quiet.Zone.Id})" : null, [.. runs.Select(RunView.Of)])
        {
            Timetable = conditions.IsOn,
        };
    }
}
