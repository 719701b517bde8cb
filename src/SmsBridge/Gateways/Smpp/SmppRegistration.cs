using Microsoft.Extensions.Options;
using SmsBridge.Gateways.Wire;

namespace SmsBridge.Gateways.Smpp;

internal static class SmppRegistration
{
    /// <summary>Adds a gateway for each SMSC in the settings.</summary>
    public static void AddSmpp(this IServiceCollection services)
    {
        services.AddOptions<SmppOptions>()
            .BindConfiguration(SmppOptions.Section, binder => binder.ErrorOnUnknownConfiguration = true)
            .ValidateDataAnnotations()
            .ValidateOnStart();
        services.AddSingleton<SmppNews>();
        services.AddSingleton<SmppDeliveries>();
        services.AddSingleton<SmppElsewhere>();
        services.AddSingleton<SmppSessions>();
        services.AddSingleton<IGatewaySource, SmppGateways>();
        services.AddHostedService<SmppKeeper>();
        services.AddSingleton(provider => new ProviderTimeout(
            $"three times {SmppOptions.Section}:Providers:<name>:Timeout", // its place in the window, its parts, the last one's answer
            3 * provider.GetRequiredService<IOptions<SmppOptions>>().Value.Providers.Values.Select(described => described.Timeout).DefaultIfEmpty().Max()));
    }
}

/// <summary>The SMSC that the settings describe.</summary>
internal sealed class SmppGateways(IOptions<SmppOptions> options, SmppSessions sessions, SmppElsewhere elsewhere, SmppDeliveries deliveries, TimeProvider time) : IGatewaySource
{
    private readonly List<SmppGateway> _all = [.. options.Value.Providers.Select(described => new SmppGateway(described.Key, described.Value, sessions, elsewhere, deliveries, time))];

    public IEnumerable<ISmsGateway> Gateways => _all;
}
