using Microsoft.Extensions.Options;
using SmsBridge.Gateways.Reports;
using SmsBridge.Gateways.Wire;

namespace SmsBridge.Gateways.Infobip;

internal static class InfobipRegistration
{
    /// <summary>Adds the gateway "infobip" to the known <see cref="ISmsGateway"/>s.</summary>
    public static void AddInfobip(this IServiceCollection services)
    {
        services.AddWire<InfobipOptions>(InfobipGateway.Name, InfobipOptions.Section);
        services.AddSingleton(provider => new InfobipGateway(
            provider.WireOf(InfobipGateway.Name), provider.GetRequiredService<IOptions<InfobipOptions>>(),
            provider.GetRequiredService<ReportAddresses>(), provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<ISmsGateway>(provider => provider.GetRequiredService<InfobipGateway>());
    }
}
