using SmsBridge.Store;
using SmsBridge.TenantTexts.ClientLanguages;
using SmsBridge.TenantTexts.DataTables;
using SmsBridge.TenantTexts.OwnEvents;

namespace SmsBridge.TenantTexts;

internal static class TenantTextsRegistration
{
    /// <summary>Which events a tenant's clients are told of, and in whose words.</summary>
    public static void AddTenantTexts(this IServiceCollection services)
    {
        services.AddSingleton<TextStore>();
        services.AddSingleton<TextDirectory>();
        services.AddSingleton<IStartReader>(static provider => provider.GetRequiredService<TextDirectory>());
        services.AddSingleton<OwnEventStore>();
        services.AddSingleton<OwnEventMaking>();
        services.AddSingleton<OwnEventVerbs>();
        services.AddSingleton<TextVerbs>();
        services.AddSingleton<TextSettings>();
        services.AddSingleton<TextPrices>();
        services.AddSingleton<TextViews>();
        services.AddSingleton<TextTransfer>();
        services.AddSingleton<DataTableStore>();
        services.AddSingleton<CoreTables>();
        services.AddSingleton<DataTableVerbs>();
        services.AddSingleton<LanguageVerbs>();
        services.AddHostedService<TextWatcher>();
    }
}
