using Microsoft.AspNetCore.Authorization;
using SmsBridge.Console.Actions;
using SmsBridge.Console.Api;
using SmsBridge.Console.Pages.Audit;
using SmsBridge.Console.Pages.MessageList;
using SmsBridge.Console.Pages.Operators;
using SmsBridge.Console.Pages.Tenants;
using SmsBridge.Console.Shell;
using SmsBridge.Operators;

namespace SmsBridge.Console;

/// <summary>
/// The support console at <c>/console</c>: pages rendered on the server. They work without scripts; the few there are add keys, local times and
/// the live tail.
/// </summary>
internal static class ConsoleRegistration
{
    public static void AddSupportConsole(this IServiceCollection services)
    {
        services.AddRazorComponents();
        services.AddHttpContextAccessor();
        services.AddApiDescription();
        services.AddSingleton<ConsoleAssets>();
        services.AddScoped<Visit>();
        services.AddSingleton<MessageListQueries>();
        services.AddSingleton<TenantDesk>();
        services.AddSingleton<OperatorDesk>();
        services.AddSingleton<TenantSummaries>();
        services.AddSingleton<OptOutQueries>();
        services.AddSingleton<AuditPages>();
        services.AddSingleton<SettingsInForce>();
        services.AddAuthentication();
        services.AddAuthorizationBuilder().AddPolicy(ConsolePolicies.Operator, policy => policy
            .AddAuthenticationSchemes(SignedInOperator.Scheme)
            .RequireAssertion(context => SignedInOperator.From(context.User) is not null));
    }

    public static void MapSupportConsole(this WebApplication app)
    {
        app.Services.GetRequiredService<ConsoleAssets>().Map(app);
        app.MapApiDescription();
        app.MapTenantsApi();
        app.MapAuditApi();
        app.MapOperatorsApi();
        app.MapRazorComponents<App>().RequireAuthorization(ConsolePolicies.Operator);
    }
}

/// <summary>Who may come in at all. What each may do is asked of <see cref="SignedInOperator"/>.</summary>
internal static class ConsolePolicies
{
    /// <summary>Any operator who is signed in.</summary>
    public const string Operator = "smsbridge:operator";
}
