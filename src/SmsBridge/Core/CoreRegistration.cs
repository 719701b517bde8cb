using System.Net;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using SmsBridge.Core.Audits;
using SmsBridge.Core.HooksAdmin;

namespace SmsBridge.Core;

internal static class CoreRegistration
{
    public static void AddCore(this IServiceCollection services)
    {
        services.AddOptions<CoreOptions>()
            .BindConfiguration(CoreOptions.Section, binder => binder.ErrorOnUnknownConfiguration = true)
            .ValidateDataAnnotations()
            .ValidateOnStart();
        services.AddSingleton<IValidateOptions<CoreOptions>, CoreOptionsValidator>();

        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<CoreEndpoints>();
        services.AddSingleton<CoreAccesses>();
        services.AddSingleton<CoreWire>();
        services.AddSingleton<CoreAuthenticator>();
        services.AddSingleton(provider => new CoreDialer(
            provider.GetRequiredService<CoreEndpoints>(), Dns.GetHostAddressesAsync, provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<CoreDialer>>()));

        services.AddSingleton<CoreExchange>();
        services.AddSingleton<CoreClient>();
        services.AddSingleton<CoreHooksClient>();
        services.AddSingleton<CoreAuditsClient>();
        services.AddSingleton<Reports.CoreReportsClient>();
        services.AddSingleton<EventsAdmin.CoreEventsClient>();
        services.AddSingleton<DataTables.CoreTablesClient>();
        services.AddSingleton<RecentFacts>();
        services.AddHttpClient(CoreWire.Name)
            .ConfigurePrimaryHttpMessageHandler(CreateHandler)
            .SetHandlerLifetime(Timeout.InfiniteTimeSpan) // its connections renew themselves, see below
            .RemoveAllLoggers(); // the factory's would log URLs, and old cores take passwords in them
    }

    private static SocketsHttpHandler CreateHandler(IServiceProvider provider)
    {
        var options = provider.GetRequiredService<IOptions<CoreOptions>>().Value;
        var dialer = provider.GetRequiredService<CoreDialer>();
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false, // the token would go along
            UseCookies = false, // tenants share the handler, not a session
            UseProxy = false, // the environment's proxy would dial in our place, unchecked
            ConnectTimeout = options.ConnectTimeout,
            PooledConnectionLifetime = TimeSpan.FromMinutes(5), // follow DNS changes
            AutomaticDecompression = DecompressionMethods.GZip,
            ActivityHeadersPropagator = null, // a core has no use for our trace
            ConnectCallback = (context, cancellationToken) => dialer.DialAsync(context.DnsEndPoint, cancellationToken),
        };
        if (options.AdditionalCaFile is not null)
        {
            var trust = new AdditionalTrust(AdditionalTrust.Load(options.AdditionalCaFile));
            handler.SslOptions.RemoteCertificateValidationCallback = trust.Accepts;
        }

        return handler;
    }
}
