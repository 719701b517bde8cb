using Microsoft.Extensions.Options;
using SmsBridge.Texts.Campaigns;

namespace SmsBridge.Texts;

internal static class TemplatesRegistration
{
    /// <summary>What an event and the core's facts read like: <see cref="TemplateCatalog"/>.</summary>
    public static void AddTemplates(this IServiceCollection services)
    {
        services.AddOptions<TemplateOptions>()
            .BindConfiguration(TemplateOptions.Section, binder => binder.ErrorOnUnknownConfiguration = true)
            .ValidateDataAnnotations()
            .ValidateOnStart();
        services.AddSingleton<IValidateOptions<TemplateOptions>, TemplateOptionsValidator>();
        services.AddSingleton<TemplateCatalog>();
        services.AddOptions<CampaignOptions>()
            .BindConfiguration(CampaignOptions.Section, binder => binder.ErrorOnUnknownConfiguration = true)
            .ValidateDataAnnotations()
            .Validate(
                campaigns => campaigns.Tenants.Values.All(tenant => tenant.TriggeredDelay is not { } delay || (delay >= TimeSpan.Zero && delay <= TimeSpan.FromMinutes(5))),
                "Campaigns:Tenants:…:TriggeredDelay must be between 00:00:00 and 00:05:00.")
            .ValidateOnStart();
    }
}
