using Microsoft.Extensions.Options;

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
    }
}
