using SmsBridge.Messages;
using SmsBridge.Schedules.Reports;
using SmsBridge.Tenants;

namespace SmsBridge.Schedules;

internal static class SchedulesRegistration
{
    /// <summary>What is told because it is time.</summary>
    public static void AddSchedules(this IServiceCollection services)
    {
        services.AddOptions<SchedulesOptions>()
            .BindConfiguration(SchedulesOptions.Section, binder => binder.ErrorOnUnknownConfiguration = true)
            .ValidateDataAnnotations()
            .ValidateOnStart();
        services.AddSingleton<ScheduleStore>();
        services.AddSingleton<IEndsWithTenant>(static provider => provider.GetRequiredService<ScheduleStore>());
        services.AddSingleton<ITenantClock, ScheduleClock>();
        services.AddSingleton<LoanWalk>();
        services.AddSingleton<ReminderFinder>();
        services.AddSingleton<ReminderTurn>();
        services.AddSingleton<ScheduleConditions>();
        services.AddSingleton<ScheduleTimetable>();
        services.AddSingleton<ReminderWork>();
        services.AddSingleton<SchedulePreview>();
        services.AddSingleton<RemindedKinds>();
        services.AddSingleton<ScheduleViews>();
        services.AddSingleton<ScheduleVerbs>();
        AddReports(services);
    }

    /// <summary>Reports of a tenant's core, a text for each row.</summary>
    private static void AddReports(IServiceCollection services)
    {
        services.AddSingleton<ReportStore>();
        services.AddSingleton<IEndsWithTenant>(static provider => provider.GetRequiredService<ReportStore>());
        services.AddSingleton<ReportProbe>();
        services.AddSingleton<ReportConditions>();
        services.AddSingleton<ReportFinder>();
        services.AddSingleton<ReportTurn>();
        services.AddSingleton<ReportWork>();
        services.AddSingleton<ReportPreview>();
        services.AddSingleton<ReportViews>();
        services.AddSingleton<ReportVerbs>();
    }
}
