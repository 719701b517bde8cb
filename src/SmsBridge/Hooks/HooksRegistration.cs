namespace SmsBridge.Hooks;

internal static class HooksRegistration
{
    public static void AddHooks(this IServiceCollection services)
    {
        services.AddOptions<HooksOptions>()
            .BindConfiguration(HooksOptions.Section, binder => binder.ErrorOnUnknownConfiguration = true)
            .ValidateDataAnnotations()
            .ValidateOnStart();
        services.AddSingleton<RefusalLimit>();
        services.AddSingleton<HookIntake>();
        services.AddSingleton<HookEndpoints>();
    }

    public static void MapHooks(this IEndpointRouteBuilder routes)
    {
        // Made with the first hook, not while routes are mapped: a wrong setting is reported by the start-up check first.
        var hooks = new Lazy<HookEndpoints>(routes.ServiceProvider.GetRequiredService<HookEndpoints>);

        // With and without a trailing slash: routing takes both for one. Cores of 1.5 and 1.6 call the host root whatever URL they were given.
        foreach (var path in new[] { "/modules/sms", "/" })
        {
            routes.MapPost(path, (HttpContext context) => hooks.Value.ReceiveAsync(context));
            routes.MapGet(path, HookEndpoints.PingAsync);
        }
    }
}
