using Microsoft.Extensions.Options;
using SmsBridge.Gateways.Reports;
using SmsBridge.Gateways.Wire;

namespace SmsBridge.Gateways.Vonage;

internal static class VonageRegistration
{
    /// <summary>Adds the gateway "vonage" to the known <see cref="ISmsGateway"/>s.</summary>
    public static void AddVonage(this IServiceCollection services)
    {
        services.AddWire<VonageOptions>(VonageGateway.Name, VonageOptions.Section);
        services.AddSingleton(provider => new VonageGateway(
            provider.WireOf(VonageGateway.Name), provider.GetRequiredService<IOptions<VonageOptions>>(),
            provider.GetRequiredService<ReportAddresses>(), provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<ISmsGateway>(provider => provider.GetRequiredService<VonageGateway>());
    }
}
