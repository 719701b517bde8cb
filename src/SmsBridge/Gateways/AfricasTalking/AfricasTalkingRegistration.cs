using Microsoft.Extensions.Options;
using SmsBridge.Gateways.Wire;

namespace SmsBridge.Gateways.AfricasTalking;

internal static class AfricasTalkingRegistration
{
    /// <summary>Adds the gateway "africastalking" to the known <see cref="ISmsGateway"/>s.</summary>
    public static void AddAfricasTalking(this IServiceCollection services)
    {
        services.AddWire<AfricasTalkingOptions>(AfricasTalkingGateway.Name, AfricasTalkingOptions.Section);
        services.AddSingleton(provider => new AfricasTalkingGateway(
            provider.WireOf(AfricasTalkingGateway.Name), provider.GetRequiredService<IOptions<AfricasTalkingOptions>>(), provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<ISmsGateway>(provider => provider.GetRequiredService<AfricasTalkingGateway>());
    }
}
