using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using SmsBridge.Gateways.Wire;

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
        services.AddSingleton(provider => new ProviderTimeout("Twilio:Timeout", provider.GetRequiredService<IOptions<TwilioOptions>>().Value.Timeout));
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

    internal static SocketsHttpHandler CreateHandler(TwilioOptions options) => WireOptions.CreateHandler(options.Proxy, options.ConnectTimeout);
}
