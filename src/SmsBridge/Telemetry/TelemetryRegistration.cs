namespace SmsBridge.Telemetry;

internal static class TelemetryRegistration
{
    /// <summary>What features measure with. Who listens is the host's matter.</summary>
    public static void AddMeters(this IServiceCollection services)
    {
        services.AddOptions<TelemetryOptions>()
            .BindConfiguration(TelemetryOptions.Section, binder => binder.ErrorOnUnknownConfiguration = true)
            .ValidateDataAnnotations()
            .Validate(TelemetryOptions.IsEndpoint, "Telemetry:OtlpEndpoint must be an http(s) URL, or empty.")
            .ValidateOnStart();
        services.AddSingleton<TenantLabels>();
        services.AddSingleton<HookMeter>();
        services.AddSingleton<SendMeter>();
        services.AddSingleton<StoreMeter>();
        services.AddSingleton<RetentionMeter>();
    }
}
