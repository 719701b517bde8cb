using Microsoft.Extensions.Options;
using SmsBridge.Gateways.Reports;
using SmsBridge.Gateways.Wire;

namespace SmsBridge.Gateways.Http;

internal static class HttpRegistration
{
    /// <summary>Adds a gateway for each description in the settings.</summary>
    public static void AddHttpProviders(this IServiceCollection services)
    {
        services.AddOptions<HttpOptions>()
            .BindConfiguration(HttpOptions.Section, binder => binder.ErrorOnUnknownConfiguration = true)
            .ValidateDataAnnotations()
            .ValidateOnStart();
        services.AddSingleton<HttpGateways>();
        services.AddSingleton<IGatewaySource>(provider => provider.GetRequiredService<HttpGateways>());
        services.AddSingleton(provider => new ProviderTimeout(
            $"{HttpOptions.Section}:Providers:<name>:Timeout",
            provider.GetRequiredService<IOptions<HttpOptions>>().Value.Providers.Values.Select(described => described.Timeout).DefaultIfEmpty().Max()));
    }
}

/// <summary>The gateways that the settings describe.</summary>
internal sealed class HttpGateways(IOptions<HttpOptions> options, ReportAddresses addresses, TimeProvider time, ILogger<HttpGateway> logger) : IGatewaySource, IDisposable
{
    private readonly Dictionary<string, (HttpMessageInvoker Http, HttpGateway Gateway)> _all = options.Value.Providers.ToDictionary(
        described => described.Key,
        described =>
        {
            var http = new HttpMessageInvoker(described.Value.CreateHandler());
            return (http, new HttpGateway(described.Key, described.Value, addresses, http, time, logger));
        },
        StringComparer.OrdinalIgnoreCase);

    public IEnumerable<ISmsGateway> Gateways => _all.Values.Select(each => each.Gateway);

    public void Dispose()
    {
        foreach (var (http, _) in _all.Values)
        {
            http.Dispose();
        }
    }
}
