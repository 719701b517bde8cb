using System.Net;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace SmsBridge.Gateways.Twilio;

internal static class TwilioRegistration
{
    /// <summary>Adds the gateway "twilio" to the known <see cref="ISmsGateway"/>s.</summary>
    public static void AddTwilio(this IServiceCollection services)
    {
        services.AddOptions<TwilioOptions>()
            .BindConfiguration(TwilioOptions.Section, binder => binder.ErrorOnUnknownConfiguration = true)
            .ValidateDataAnnotations()
            .ValidateOnStart();
        services.TryAddSingleton(TimeProvider.System);

        services.AddHttpClient(TwilioClient.Name)
            .ConfigurePrimaryHttpMessageHandler(provider => CreateHandler(provider.GetRequiredService<IOptions<TwilioOptions>>().Value))
            .SetHandlerLifetime(Timeout.InfiniteTimeSpan) // the pool renews its connections, and with them DNS
            .RemoveAllLoggers(); // the built-in ones write URLs, with account ids and recipients in them

        services.AddSingleton(provider => new TwilioClient(
            new HttpMessageInvoker(provider.GetRequiredService<IHttpMessageHandlerFactory>().CreateHandler(TwilioClient.Name), disposeHandler: false), // see CoreWire
            provider.GetRequiredService<IOptions<TwilioOptions>>(),
            provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<TwilioGateway>();
        services.AddSingleton<ISmsGateway>(provider => provider.GetRequiredService<TwilioGateway>());
        services.AddSingleton<TwilioSigners>();
        services.AddSingleton<TwilioStatusEndpoint>();
        services.AddSingleton<TwilioInboundEndpoint>();
    }

    public static void MapTwilio(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/twilio/status/{messageId:long}", (long messageId, HttpContext context, TwilioStatusEndpoint endpoint, CancellationToken cancellationToken) =>
            endpoint.ReceiveAsync(messageId, context, cancellationToken)).DisableAntiforgery().DescribeStatus();
        routes.MapPost("/twilio/inbound/{tenantId}", (string tenantId, HttpContext context, TwilioInboundEndpoint endpoint, CancellationToken cancellationToken) =>
            endpoint.ReceiveAsync(tenantId, context, cancellationToken)).DisableAntiforgery().DescribeInbound();
    }

    internal static SocketsHttpHandler CreateHandler(TwilioOptions options) => new()
    {
        AllowAutoRedirect = false, // the API does not redirect; following would hand the token to another host
        UseCookies = false,
        ActivityHeadersPropagator = null, // Twilio has no use for our trace
        UseProxy = options.Proxy is not null,
        Proxy = options.Proxy is null ? null : new WebProxy(options.Proxy),
        ConnectTimeout = options.ConnectTimeout,
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        // A connection that Twilio closes just as we write leaves a message in doubt: do not keep them idle for long.
        PooledConnectionIdleTimeout = TimeSpan.FromSeconds(30),
    };
}
