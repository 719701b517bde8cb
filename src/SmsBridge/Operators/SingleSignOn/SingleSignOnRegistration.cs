using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.Extensions.Options;

namespace SmsBridge.Operators.SingleSignOn;

internal static class SingleSignOnRegistration
{
    private const string Switch = SingleSignOnOptions.Section + ":" + nameof(SingleSignOnOptions.Authority);

    /// <summary>Nothing while it is off: the libraries are not even loaded.</summary>
    public static void AddSingleSignOn(this WebApplicationBuilder builder)
    {
        if (IsOn(builder.Configuration))
        {
            Add(builder.Services);
        }
    }

    public static void MapSingleSignOn(this IEndpointRouteBuilder routes)
    {
        if (routes.ServiceProvider.GetService<SingleSignOnEndpoints>() is not null)
        {
            SingleSignOnEndpoints.Map(routes);
        }
    }

    private static bool IsOn(IConfiguration configuration) => !string.IsNullOrEmpty(configuration[Switch]);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Add(IServiceCollection services)
    {
        services.AddSingleton<IdentityStore>();
        services.AddSingleton<ProviderDirectory>();
        services.AddSingleton<ProviderSignIn>();
        services.AddSingleton<ProviderSession>();
        services.AddSingleton<ProviderRefusals>();
        services.AddSingleton<ProviderEvents>();
        services.AddSingleton<SignInCheck>();
        services.AddSingleton<SingleSignOnEndpoints>();
        services.AddSingleton<IConfigureOptions<OpenIdConnectOptions>, ProviderScheme>();
        services.AddAuthentication().AddOpenIdConnect(ProviderScheme.Name, displayName: null, static _ => { });
    }
}
