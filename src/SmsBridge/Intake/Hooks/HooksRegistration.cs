using SmsBridge.Intake.Hooks.Sheets;
using SmsBridge.Ledger;
using SmsBridge.Web;

namespace SmsBridge.Intake.Hooks;

internal static class HooksRegistration
{
    private static readonly string[] Ping = [HttpMethods.Get, HttpMethods.Head];

    public static void AddHooks(this IServiceCollection services)
    {
        services.AddOptions<HooksOptions>()
            .BindConfiguration(HooksOptions.Section, binder => binder.ErrorOnUnknownConfiguration = true)
            .ValidateDataAnnotations()
            .ValidateOnStart();
        services.AddSingleton<RefusalLimit>();
        services.AddSingleton<KeptEvents>();
        services.AddSingleton<OnTrustLimit>();
        services.AddSingleton<HookRefusals>();
        services.AddSingleton<SheetIntake>();
        services.AddSingleton<HookIntake>();
        services.AddSingleton<HookEndpoints>();
        services.AddSingleton<HookCounts>();
        services.AddHostedService<HookSummary>();
    }

    public static void MapHooks(this IEndpointRouteBuilder routes)
    {
        // Made with the first hook, not while routes are mapped: a wrong setting is reported by the start-up check first.
        var hooks = new Lazy<HookEndpoints>(routes.ServiceProvider.GetRequiredService<HookEndpoints>);

        // Every URL a core may make of its payload URL (fineract-hooks.md 2): cores of 1.5 and 1.6 call the host root whatever they were given.
        // With and without a trailing slash: routing takes both for one.
        foreach (var (url, suffix) in ((string, string)[])[("/modules/sms", ""), ("/", "AtRoot")])
        {
            routes.MapPost(url, (HttpContext context) => hooks.Value.ReceiveAsync(context)).ShortCircuit().DescribeHook("postHook" + suffix);
            routes.MapMethods(url, Ping, url == "/" ? FrontPage.AnswerAsync : HookEndpoints.PingAsync).DescribePing("ping" + suffix);
        }

        // The "Web" template; a G1 or G2 core posts to what it pings, a slash further.
        routes.MapPost("/modules/sms/k/{webhookToken}", (HttpContext context) => hooks.Value.ReceiveWebAsync(context)).ShortCircuit().DescribeWebHook("postWebHook");
        routes.MapMethods("/modules/sms/k/{webhookToken}", Ping, HookEndpoints.PingAsync).DescribePing("pingWebHook");
    }
}
