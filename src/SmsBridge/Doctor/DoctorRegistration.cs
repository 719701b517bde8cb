namespace SmsBridge.Doctor;

internal static class DoctorRegistration
{
    public static void AddDoctor(this IServiceCollection services)
    {
        services.AddSingleton<CoreDoctor>();
        services.AddSingleton<TrafficDoctor>();
        services.AddSingleton<KeyDoctor>();
        services.AddSingleton<HookDoctor>();
        services.AddSingleton<HookAudit>();
        services.AddSingleton<HookCreation>();
        services.AddSingleton<TenantDoctor>();
        services.AddSingleton<TenantExamination>();
        services.AddSingleton<EventsDoctor>();
        services.AddSingleton<EventsEnabling>();
        services.AddSingleton<ParkedVerbs>();
        services.AddSingleton<TestSms>();
        services.AddSingleton<BridgeAddress>();
    }
}
