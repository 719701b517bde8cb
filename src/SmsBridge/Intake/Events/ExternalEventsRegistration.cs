using SmsBridge.Store;

namespace SmsBridge.Intake.Events;

internal static class ExternalEventsRegistration
{
    public static void AddExternalEvents(this IServiceCollection services)
    {
        services.AddOptions<ExternalEventsOptions>()
            .BindConfiguration(ExternalEventsOptions.Section, binder => binder.ErrorOnUnknownConfiguration = true)
            .ValidateDataAnnotations()
            .ValidateOnStart();
        services.AddSingleton<EventStore>();
        services.AddSingleton<EventReadStore>();
        services.AddSingleton<EventStandings>();
        services.AddSingleton<EventTenants>();
        services.AddSingleton<EventIntake>();
        services.AddSingleton<ParkedEvents>();
        services.AddSingleton<IKeptByAge, ParkedRetentionStore>();
        services.AddHostedService<ExternalEventsWorker>();
    }
}
