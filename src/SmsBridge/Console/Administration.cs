using SmsBridge.Console.Api;
using SmsBridge.Console.Pages.Audit;
using SmsBridge.Console.Pages.OneMessage;
using SmsBridge.Console.Pages.Partners;
using SmsBridge.Console.Pages.Tenants;
using SmsBridge.Hosting;

namespace SmsBridge.Console;

/// <summary>The part of the console that keeps tenants, partners, audit and operators; and the description of the whole API.</summary>
internal static class Administration
{
    public static void AddAdministration(this IServiceCollection services)
    {
        services.AddSingleton<TenantSummaries>();
        services.AddSingleton<RouteLists>();
        services.AddSingleton<PartnerSummaries>();
        services.AddSingleton<PartnerDeliveries>();
        services.AddSingleton<IMessageTimeline, NoticeTimeline>();
        services.AddSingleton<AuditPages>();
        services.AddSingleton<SettingsInForce>();
        services.AddApiDescription();
    }

    public static void MapAdministration(this IEndpointRouteBuilder routes)
    {
        routes.MapTenantsApi();
        routes.MapGapsApi();
        routes.MapHoldingApi();
        routes.MapSpendApi();
        routes.MapDigestApi();
        routes.MapConsentApi();
        routes.MapPrivacyApi();
        routes.MapRetentionApi();
        routes.MapSchedulesApi();
        routes.MapTenantReportsApi();
        routes.MapProgramKeysApi();
        routes.MapPartnersApi();
        routes.MapPartnerSubscriptionsApi();
        routes.MapPartnerResendsApi();
        routes.MapAuditApi();
        routes.MapOperatorsApi();
        routes.MapAccountApi();
        routes.MapSettingsApi();
        routes.MapAlarmsApi();
        routes.MapExternalEventsApi();
        routes.MapApiDescription();
    }
}
