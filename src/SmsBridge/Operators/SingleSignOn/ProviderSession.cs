using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using SmsBridge.Operators.SecondFactors;
using SmsBridge.Operators.Sessions;
using SmsBridge.Store;
using SmsBridge.Web;

namespace SmsBridge.Operators.SingleSignOn;

/// <summary>The session of somebody the provider vouched for: begun here as every other, and ended at the provider too.</summary>
internal sealed class ProviderSession(
    OpenSessions sessions, FormDrafts drafts, SecretBox box, ProviderDirectory directory, IOptions<OperatorOptions> options, IOptions<BridgeOptions> bridge)
{
    private const string HintUse = "token of the provider, for signing out";
    private const int LongestHint = 16_384;

    /// <returns>Where it goes on.</returns>
    public async Task<string> OpenAsync(HttpContext context, SignedInOperator who, SignInGoal goal, string idToken)
    {
        await sessions.BeginAsync(context, who, secondFactor: false, new ProviderHint(idToken.Length <= LongestHint ? box.Seal(idToken, HintUse) : null));
        return OperatorPaths.WithDraft(goal.ReturnUrl, drafts.Keep(who.Id, goal.Draft));
    }

    /// <summary>Where the provider ends its own session, and leads back to the sign-in page. Null: it offers no such thing, or is away.</summary>
    public async Task<string?> SignOutUrlAsync(HttpContext context, string? sealedHint)
    {
        try
        {
            var provider = await directory.GetConfigurationAsync(context.RequestAborted);
            if (!Uri.TryCreate(provider.EndSessionEndpoint, UriKind.Absolute, out var address) || !SingleSignOnCheck.IsSafe(address))
            {
                return null;
            }

            return new OpenIdConnectMessage
            {
                IssuerAddress = provider.EndSessionEndpoint, EnableTelemetryParameters = false, ClientId = options.Value.OpenIdConnect.ClientId, IdTokenHint = box.Open(sealedHint, HintUse),
                PostLogoutRedirectUri = OwnAddress(context.Request, OperatorPaths.SignIn),
            }.CreateLogoutRequestUrl();
        }
        catch (ProviderAwayException)
        {
            return null;
        }
    }

    /// <summary>A page of ours as the browser reaches it: by https where the public address says so, also when a proxy speaks to us without.</summary>
    public string OwnAddress(HttpRequest request, string path)
    {
        var scheme = bridge.Value.PublicBase is { } own && own.Authority.Equals(request.Host.ToUriComponent(), StringComparison.OrdinalIgnoreCase) ? own.Scheme : request.Scheme;
        return $"{scheme}://{request.Host.ToUriComponent()}{request.PathBase.ToUriComponent()}{path}";
    }
}
