using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Options;
using SmsBridge.Web;
using SmsBridge.Web.Limits;

namespace SmsBridge.Hosting.Connections;

internal static class ConnectionsRegistration
{
    public static void AddBoundedConnections(this IServiceCollection services)
    {
        services.AddOptions<ConnectionOptions>()
            .BindConfiguration(ConnectionOptions.Section, binder => binder.ErrorOnUnknownConfiguration = true)
            .ValidateDataAnnotations()
            .ValidateOnStart();
        services.AddSingleton(CreateTable);

        // The last one registered is asked first. In real time: sockets do not know a test's clock.
        services.AddSingleton<IConnectionListenerFactory>(provider => new BoundedListenerFactory(
            ActivatorUtilities.CreateInstance<SocketTransportFactory>(provider), provider.GetRequiredService<ConnectionTable>(), TimeProvider.System));
        services.AddOptions<KestrelServerOptions>().Configure<IOptions<ConnectionOptions>>((kestrel, connections) =>
        {
            kestrel.Limits.KeepAliveTimeout = connections.Value.IdleTimeout;
            kestrel.Limits.RequestHeadersTimeout = connections.Value.HeadersTimeout;
        });
    }

    private static ConnectionTable CreateTable(IServiceProvider provider)
    {
        var options = provider.GetRequiredService<IOptions<ConnectionOptions>>().Value;
        var proxies = provider.GetRequiredService<IOptions<BridgeOptions>>().Value.ProxyNetworks.ToArray();
        var logger = provider.GetRequiredService<ILogger<ConnectionTable>>();
        var safe = OpenFiles.SafeConnections();
        var most = options.Most == 0 ? safe : options.Most;
        if (most > safe)
        {
            logger.ManyConnections(most, safe);
        }

        return new ConnectionTable(
            most, options.MostPerAddress == 0 ? Math.Max(1, most / 2) : options.MostPerAddress,
            address => Array.Exists(proxies, network => network.Contains(ClientNetwork.Plain(address))), TimeProvider.System, logger);
    }
}
