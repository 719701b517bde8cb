using SmsBridge.Store;
using SmsBridge.Tenants;

namespace SmsBridge.Routes;

internal static class RoutesRegistration
{
    /// <summary>A tenant's further accounts, and which SMS goes by which of them.</summary>
    public static void AddRoutes(this IServiceCollection services)
    {
        services.AddSingleton<RouteStore>();
        services.AddSingleton<IEndsWithTenant>(static provider => provider.GetRequiredService<RouteStore>());
        services.AddSingleton<RouteDirectory>();
        services.AddSingleton<IStartReader>(static provider => provider.GetRequiredService<RouteDirectory>());
        services.AddSingleton<IAccountUsers>(static provider => provider.GetRequiredService<RouteDirectory>());
        services.AddSingleton<RoutePrices>();
        services.AddSingleton<RouteViews>();
        services.AddSingleton<AccountProofs>();
        services.AddSingleton<RouteVerbs>();
        services.AddSingleton<RouteChecks>();
        services.AddSingleton<RouteHealthStore>();
        services.AddSingleton<RouteJudge>();
        services.AddHostedService<RouteWatcher>();
    }
}
