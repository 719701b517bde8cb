using System.Globalization;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.Extensions.Options;
using SmsBridge.Operators.SecondFactors;
using SmsBridge.Operators.Sessions;
using SmsBridge.Operators.SingleSignOn;
using SmsBridge.Store;

namespace SmsBridge.Operators;

internal static class OperatorsRegistration
{
    public static void AddOperators(this IServiceCollection services)
    {
        services.AddOptions<OperatorOptions>()
            .BindConfiguration(OperatorOptions.Section, binder => binder.ErrorOnUnknownConfiguration = true)
            .ValidateDataAnnotations()
            .ValidateOnStart();
        services.AddSingleton<AuditLog>();
        services.AddSingleton<IKeptByAge, AuditRetentionStore>();
        services.AddSingleton<OperatorStore>();
        services.AddSingleton<OperatorPasswords>();
        services.AddSingleton<OperatorVerbs>();
        services.AddSingleton<SignInLimits>();
        services.AddSingleton<KnownBrowsers>();
        services.AddSingleton<OperatorSignIn>();
        services.AddSingleton<SecondFactorStore>();
        services.AddSingleton<SealedSteps>();
        services.AddSingleton<SecondFactorSetUp>();
        services.AddSingleton<CodeSignIn>();
        services.AddSingleton<SignInSteps>();
        services.AddSingleton<SignInEnd>();
        services.AddSingleton<SessionStore>();
        services.AddSingleton<OpenSessions>();
        services.AddSingleton<SecondFactorForms>();
        services.AddSingleton<ScopedTenantStore>();
        services.AddSingleton<FormDrafts>();
        services.AddSingleton<FirstStart>();
        services.AddSingleton<IStartReader>(static provider => provider.GetRequiredService<FirstStart>());

        services.AddAuthentication(SignedInOperator.Scheme).AddCookie(SignedInOperator.Scheme);
        services.AddSingleton<IConfigureOptions<CookieAuthenticationOptions>, OperatorCookie>();
        services.AddAuthorization(Policies.Add);
        services.AddAntiforgery();
        services.Configure<AntiforgeryOptions>(antiforgery =>
        {
            antiforgery.Cookie = new GuardedCookie("smsbridge-form");
            antiforgery.SuppressXFrameOptionsHeader = true; // frame-ancestors says it
        });
    }

    /// <summary>Who asks, and may they; and what browsers are told. Before everything that is mapped.</summary>
    public static void UseOperators(this WebApplication app)
    {
        ConsoleHeaders.Use(app);
        app.UseAuthentication();
        var database = app.Services.GetRequiredService<Database>();
        app.Use((context, next) => // around all, so that it holds for what an answer is made of, too
        {
            if (context.User.Identity?.IsAuthenticated == true && SignedInOperator.From(context.User) is { } who)
            {
                database.ReadFor(string.Create(CultureInfo.InvariantCulture, $"operator {who.Id}"));
            }

            return next(context);
        });
        app.UseAuthorization();
        app.UseAntiforgery();
    }

    public static void MapOperators(this IEndpointRouteBuilder routes)
    {
        routes.MapSignIn();
        routes.MapSingleSignOn();
        routes.MapAccount();
    }
}
