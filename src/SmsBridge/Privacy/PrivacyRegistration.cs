using Microsoft.Extensions.Options;
using SmsBridge.Privacy.Retention;

namespace SmsBridge.Privacy;

internal static class PrivacyRegistration
{
    /// <summary>What is held of one client: exported, or taken out; and how long everything is kept.</summary>
    public static void AddPrivacy(this IServiceCollection services)
    {
        services.AddOptions<RetentionOptions>()
            .BindConfiguration(RetentionOptions.Section, binder => binder.ErrorOnUnknownConfiguration = true)
            .ValidateDataAnnotations()
            .ValidateOnStart();
        services.AddSingleton<IValidateOptions<RetentionOptions>, RetentionOptionsValidator>();
        services.AddSingleton<RetentionStore>();
        services.AddSingleton<RetentionRules>();
        services.AddSingleton<RetentionApart>();
        services.AddSingleton<RetentionEnd>();
        services.AddSingleton<RetentionRun>();
        services.AddSingleton<RetentionVerbs>();
        services.AddSingleton<ClientAccess>();
        services.AddSingleton<ClientErasure>();
        services.AddSingleton<ErasureVerbs>();
        services.AddSingleton<ExportVerbs>();
    }
}
