namespace SmsBridge.Privacy;

internal static class PrivacyRegistration
{
    /// <summary>What is held of one client: exported, or taken out.</summary>
    public static void AddPrivacy(this IServiceCollection services)
    {
        services.AddSingleton<ClientAccess>();
        services.AddSingleton<ClientErasure>();
        services.AddSingleton<ErasureVerbs>();
        services.AddSingleton<ExportVerbs>();
    }
}
