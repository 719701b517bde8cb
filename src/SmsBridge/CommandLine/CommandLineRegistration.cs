namespace SmsBridge.CommandLine;

internal static class CommandLineRegistration
{
    public static void AddCommandLine(this IServiceCollection services)
    {
        services.AddSingleton<TenantAddVerb>();
        services.AddSingleton<HookAccess>();
        services.AddSingleton<HookVerbs>();
        services.AddSingleton<HookChangeVerbs>();
        services.AddSingleton<PathTest>();
        services.AddSingleton<ConnectVerb>();
        services.AddSingleton<ProviderTryVerb>();
        services.AddSingleton<BackupVerb>();
        services.AddHttpClient(PathTest.Client, client => client.Timeout = TimeSpan.FromSeconds(10))
            .ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, UseProxy = false })
            .RemoveAllLoggers();
    }
}
