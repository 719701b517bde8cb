using SmsBridge.Holding.Consents;
using SmsBridge.Holding.Digests;
using SmsBridge.Holding.Spending;
using SmsBridge.Ledger;
using SmsBridge.Store;
using SmsBridge.Tenants;

namespace SmsBridge.Holding;

internal static class HoldingRegistration
{
    /// <summary>What is held for a person, or recorded without being told.</summary>
    public static void AddHolding(this IServiceCollection services)
    {
        services.AddOptions<HoldingOptions>()
            .BindConfiguration(HoldingOptions.Section, binder => binder.ErrorOnUnknownConfiguration = true)
            .ValidateDataAnnotations()
            .ValidateOnStart();
        services.AddSingleton<HoldStore>();
        services.AddSingleton<IEndsWithTenant>(static provider => provider.GetRequiredService<HoldStore>());
        services.AddSingleton<ImportPauseStore>();
        services.AddSingleton<IEndsWithTenant>(static provider => provider.GetRequiredService<ImportPauseStore>());
        services.AddSingleton<HoldDirectory>();
        services.AddSingleton<IStartReader>(static provider => provider.GetRequiredService<HoldDirectory>());
        services.AddSingleton<SurgeGate>();
        services.AddSingleton<HoldGate>();
        services.AddSingleton<SurgeMoves>();
        services.AddSingleton<ReleaseOutlook>();
        services.AddSingleton<SurgeViews>();
        services.AddSingleton<SurgeVerbs>();
        services.AddSingleton<ImportPauseVerbs>();
        services.AddSingleton<SpendStore>();
        services.AddSingleton<IEndsWithTenant>(static provider => provider.GetRequiredService<SpendStore>());
        services.AddSingleton<ISpendRules, SpendRules>();
        services.AddSingleton<SpendGate>();
        services.AddSingleton<SpendWalk>();
        services.AddSingleton<SpendMoves>();
        services.AddSingleton<SpendViews>();
        services.AddSingleton<SpendVerbs>();
        services.AddSingleton<DigestStore>();
        services.AddSingleton<IEndsWithTenant>(static provider => provider.GetRequiredService<DigestStore>());
        services.AddSingleton<DigestViews>();
        services.AddSingleton<DigestVerbs>();
        services.AddSingleton<MessageClasses>();
        services.AddSingleton<ConsentStore>();
        services.AddSingleton<IOutlivesTenant>(static provider => provider.GetRequiredService<ConsentStore>());
        services.AddSingleton<ConsentRules>();
        services.AddSingleton<IConsentRules>(static provider => provider.GetRequiredService<ConsentRules>());
        services.AddSingleton<ConsentViews>();
        services.AddSingleton<ConsentVerbs>();
        services.AddSingleton<ConsentTransfer>();
        services.AddHostedService<HoldWatcher>();
    }
}
