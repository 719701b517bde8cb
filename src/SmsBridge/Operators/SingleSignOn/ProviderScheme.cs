using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;

namespace SmsBridge.Operators.SingleSignOn;

/// <summary>
/// How the provider is spoken to: authorization code with PKCE, state and nonce. Its answer comes by address (<c>query</c>), so that the browser brings the cookies of the sign-in
/// with <c>SameSite=Lax</c>: none is ever sent with a foreign page's form.
/// </summary>
internal sealed class ProviderScheme(ProviderDirectory directory, IOptions<OperatorOptions> options, TimeProvider time) : IConfigureNamedOptions<OpenIdConnectOptions>
{
    public const string Name = "SmsBridge.Provider";

    public void Configure(OpenIdConnectOptions options) => Configure(Name, options);

    public void Configure(string? name, OpenIdConnectOptions oidc)
    {
        if (name != Name)
        {
            return;
        }

        var settings = options.Value.OpenIdConnect;
        (oidc.ConfigurationManager, oidc.Backchannel, oidc.BackchannelTimeout) = (directory, directory.Http, settings.Timeout);
        (oidc.ClientId, oidc.ClientSecret) = (settings.ClientId, settings.ClientSecret.Length > 0 ? settings.ClientSecret : null);
        (oidc.ResponseType, oidc.ResponseMode, oidc.UsePkce) = (OpenIdConnectResponseType.Code, OpenIdConnectResponseMode.Query, true);
        (oidc.CallbackPath, oidc.RemoteSignOutPath, oidc.SignedOutCallbackPath) = (OperatorPaths.ProviderAnswer, default, default);
        oidc.SignInScheme = SignedInOperator.Scheme; // asked for, and not used: TicketReceived begins the session
        oidc.EventsType = typeof(ProviderEvents);
        oidc.Scope.Clear();
        foreach (var scope in settings.Scopes.Split(' ', StringSplitOptions.RemoveEmptyEntries).Distinct(StringComparer.Ordinal))
        {
            oidc.Scope.Add(scope);
        }

        (oidc.MapInboundClaims, oidc.GetClaimsFromUserInfoEndpoint, oidc.SaveTokens, oidc.DisableTelemetry) = (false, true, true, true);
        oidc.ClaimActions.Clear();
        oidc.TokenHandler = new ProviderTokens(directory);
        oidc.TokenValidationParameters = ProviderTokens.Rules(settings, time);
        oidc.ProtocolValidator.NonceLifetime = ProviderEvents.LongestSignIn;
        oidc.RemoteAuthenticationTimeout = ProviderEvents.LongestSignIn;
        (oidc.CorrelationCookie, oidc.NonceCookie) = (CookieOf("smsbridge-sign-in-"), CookieOf("smsbridge-nonce-"));
    }

    /// <summary>For the way to the provider and back, which is the browser going to another site: Lax. It opens nothing by itself.</summary>
    private static GuardedCookie CookieOf(string name) => new(name, SameSiteMode.Lax, ProviderEvents.LongestSignIn);
}
