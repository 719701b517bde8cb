using SmsBridge.Tenants;

namespace SmsBridge.Gaps;

internal static class GapsRegistration
{
    /// <summary>What a core did and its hooks did not tell.</summary>
    public static void AddGaps(this IServiceCollection services)
    {
        services.AddOptions<GapsOptions>()
            .BindConfiguration(GapsOptions.Section, binder => binder.ErrorOnUnknownConfiguration = true)
            .ValidateDataAnnotations()
            .ValidateOnStart();
        services.AddSingleton<GapStore>();
        services.AddSingleton<IEndsWithTenant>(static provider => provider.GetRequiredService<GapStore>());
        services.AddSingleton<GapJudge>();
        services.AddSingleton<GapComparison>();
        services.AddSingleton<GapConfirmation>();
        services.AddSingleton<GapReview>();
        services.AddSingleton<TenantComparison>();
        services.AddSingleton<GapFinder>();
        services.AddSingleton<GapMakeUp>();
        services.AddSingleton<GapTimetable>();
        services.AddSingleton<TenantReconciliation>();
        services.AddSingleton<Reconciliation>();
        services.AddHostedService<ReconciliationWorker>();
        services.AddSingleton<GapViews>();
        services.AddSingleton<GapVerbs>();
    }
}
