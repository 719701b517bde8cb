using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using SmsBridge.Gateways.Wire;

namespace SmsBridge.Gateways.Twilio;

internal static class TwilioRegistration
{
    /// <summary>Adds the gateway "twilio" to the known <see cref="ISmsGateway"/>s.</summary>
    public static void AddTwilio(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddWire<TwilioOptions>(TwilioClient.Name, TwilioOptions.Section);
        services.AddSingleton(provider => new TwilioClient(
            provider.WireOf(TwilioClient.Name), provider.GetRequiredService<IOptions<TwilioOptions>>(), provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<TwilioGateway>();
        services.AddSingleton<ISmsGateway>(provider => provider.GetRequiredService<TwilioGateway>());
        services.AddSingleton<IPriceSource, TwilioPrices>();
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
}
