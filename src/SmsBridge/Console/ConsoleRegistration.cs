using SmsBridge.Console.Api;
using SmsBridge.Console.Pages.BulkResend;
using SmsBridge.Console.Pages.OneMessage;
using SmsBridge.Console.Pages.Overview;
using SmsBridge.Console.Shell;
using SmsBridge.Operators;

namespace SmsBridge.Console;

/// <summary>
/// The support console at <c>/console</c>: pages rendered on the server. They work without scripts; the few there are add keys, local times and
/// the live tail.
/// </summary>
internal static class ConsoleRegistration
{
    public static void AddSupportConsole(this IServiceCollection services)
    {
        services.AddRazorComponents();
        services.AddHttpContextAccessor();
        services.AddSingleton<ConsoleAssets>();
        services.AddScoped<ConsoleRequest>();
        services.AddSingleton<ShownOnce>();
        services.AddSingleton<MessageDetailQueries>();
        services.AddSingleton<MessageActions>();
        services.AddSingleton<TenantStandings>();
        services.AddSingleton<PassedReasons>();
        services.AddSingleton<OverviewQueries>();
        services.AddSingleton<ResendPlanner>();
        services.AddSingleton<ExportPlaces>();
        services.AddSingleton<CsvExports>();
        services.AddSingleton<BulkResends>();
        services.AddHostedService(provider => provider.GetRequiredService<BulkResends>());
        services.AddAdministration();
    }

    /// <summary>After the operators' middleware: every page is behind it, and pages of their own say when they ask for more.</summary>
    public static void MapSupportConsole(this WebApplication app)
    {
        app.UseOutdatedForms();
        app.Services.GetRequiredService<ConsoleAssets>().Map(app);
        app.MapRazorComponents<App>().RequireAuthorization(Policies.Viewer);
        app.MapMessageForms();
        app.MapBulkForms();
        app.MapMessageApi();
        app.MapNumbersApi();
        app.MapReportApi();
        app.MapCostsApi();
        app.MapResendsApi();
        app.MapEventsApi();
        app.MapAdministration();
    }
}
