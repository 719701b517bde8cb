
namespace SmsBridge.Gateways.Log;

internal static class LogProviderRegistration
{
    /// <summary>Adds the gateway "log" to the known <see cref="ISmsGateway"/>s.</summary>
    public static void AddLogProvider(this IServiceCollection services) => services.AddSingleton<ISmsGateway, LogGateway>();
}
