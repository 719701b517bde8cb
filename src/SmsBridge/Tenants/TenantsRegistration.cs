using SmsBridge.Messages;

namespace SmsBridge.Tenants;

internal static class TenantsRegistration
{
    public static void AddTenants(this IServiceCollection services)
    {
        services.AddOptions<NumberOptions>()
            .BindConfiguration(NumberOptions.Section, binder => binder.ErrorOnUnknownConfiguration = true)
            .Validate(
                numbers => numbers.DefaultRegion.Length == 0 || NumberParser.IsKnownRegion(numbers.DefaultRegion),
                "Numbers:DefaultRegion must be an ISO 3166-1 country code such as KE, or empty.")
            .ValidateOnStart();
        services.AddSingleton<SmsGateways>();
        services.AddSingleton<TenantStore>();
        services.AddSingleton<TenantDirectory>();
        services.AddSingleton<TenantRegistrar>();
        services.AddHostedService<TenantLoader>();
    }

    /// <summary>Knows all tenants before the first hook comes; starts after the store is open.</summary>
    private sealed class TenantLoader(TenantDirectory directory) : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken) => directory.ReloadAsync(cancellationToken);

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
