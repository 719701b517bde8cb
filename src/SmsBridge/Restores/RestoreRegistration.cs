using SmsBridge.Store;
using SmsBridge.Tenants;

namespace SmsBridge.Restores;

internal static class RestoreRegistration
{
    /// <summary>A backup that was put back: what is not known since, and who sends again.</summary>
    public static void AddRestores(this IServiceCollection services)
    {
        services.AddSingleton<RestoreStore>();
        services.AddSingleton<IEndsWithTenant>(static provider => provider.GetRequiredService<RestoreStore>());
        services.AddSingleton<RestoreDirectory>();
        services.AddSingleton<IStartReader>(static provider => provider.GetRequiredService<RestoreDirectory>());
        services.AddSingleton<RestoreGate>();
        services.AddSingleton<RestoreRun>();
        services.AddSingleton<RestoreViews>();
        services.AddSingleton<RestoreVerbs>();
    }
}
