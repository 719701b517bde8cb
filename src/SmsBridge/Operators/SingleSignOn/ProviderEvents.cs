using System.Globalization;
using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using SmsBridge.Operators.SecondFactors;
using SmsBridge.Web;
using SmsBridge.Web.Limits;

namespace SmsBridge.Operators.SingleSignOn;

/// <summary>What the library asks on the way to the provider and back. The library proves who somebody is; what that means here, <see cref="ProviderSignIn"/> decides.</summary>
internal sealed class ProviderEvents(ProviderSignIn signIn, ProviderSession session, ProviderRefusals refusals, IOptions<OperatorOptions> options, TimeProvider time) : OpenIdConnectEvents
{
    /// <summary>A sign-in that took longer is begun anew, whatever cookies a browser kept.</summary>
    public static readonly TimeSpan LongestSignIn = TimeSpan.FromMinutes(15);

    private const string BegunAt = "smsbridge:begun";
    private const string Draft = "smsbridge:draft";
    private const int LongestDraft = 1_500; // it goes through the provider, in an address

    private static readonly object UserInfo = new();

    /// <summary>The provider is asked about each answer, and anybody can repeat one.</summary>
    private readonly MinuteLimit<IPAddress> _answers = new(SingleSignOnEndpoints.MostBegun, time);

    /// <summary>What comes back with the provider's answer, sealed.</summary>
    public static AuthenticationProperties Begin(SignInGoal goal, DateTimeOffset now)
    {
        var properties = new AuthenticationProperties { RedirectUri = goal.ReturnUrl };
        properties.Items[BegunAt] = now.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);
        if (goal.Draft is { Length: > 0 and <= LongestDraft } draft)
        {
            properties.Items[Draft] = draft;
        }

        return properties;
    }

    public override Task RedirectToIdentityProvider(RedirectContext context)
    {
        context.ProtocolMessage.RedirectUri = session.OwnAddress(context.Request, OperatorPaths.ProviderAnswer);
        return Task.CompletedTask;
    }

    public override Task AuthorizationCodeReceived(AuthorizationCodeReceivedContext context)
    {
        if (!IsOfNow(context.Properties) || _answers.Count(new SignInOrigin(Callers.AddressOf(context.HttpContext)).Network) is not null)
        {
            context.Fail(new AuthenticationFailureException("too old, or too many")); // before the provider is asked
        }

        return Task.CompletedTask;
    }

    public override Task UserInformationReceived(UserInformationReceivedContext context)
    {
        context.HttpContext.Items[UserInfo] = context.User.RootElement.Clone();
        return Task.CompletedTask;
    }

    public override async Task TicketReceived(TicketReceivedContext context)
    {
        context.HandleResponse();
        var http = context.HttpContext;
        var goal = new SignInGoal(OperatorPaths.Local(context.ReturnUri), context.Properties?.Items.TryGetValue(Draft, out var draft) == true ? draft : null);
        await (await AnswerAsync(http, context.Properties, goal)).ExecuteAsync(http);
    }

    public override async Task RemoteFailure(RemoteFailureContext context)
    {
        context.HandleResponse();
        var failure = ProviderFailure.Of(context.Failure ?? new AuthenticationFailureException("no answer"), options.Value.OpenIdConnect.DisplayName);
        await (await refusals.RefuseAsync(context.HttpContext, failure, OperatorPaths.Local(context.Properties?.RedirectUri))).ExecuteAsync(context.HttpContext);
    }

    private async Task<IResult> AnswerAsync(HttpContext http, AuthenticationProperties? properties, SignInGoal goal)
    {
        if (!IsOfNow(properties) || properties!.GetTokenValue("id_token") is not { } idToken)
        {
            return await refusals.RefuseAsync(http, ProviderFailure.NotBegunHere, goal.ReturnUrl);
        }

        var person = Read(idToken, http.Items[UserInfo] as JsonElement?);
        if (!person.IsUsable)
        {
            return await refusals.RefuseAsync(http, ProviderFailure.Of(new SecurityTokenException("no subject"), options.Value.OpenIdConnect.DisplayName), goal.ReturnUrl);
        }

        var (who, refused) = await signIn.SignInAsync(person, Callers.AddressOf(http)?.ToString());

        // The browser comes from the provider, and holds the (strict) cookie back at a redirect: it goes on from a page of ours.
        return who is null ? refusals.Show(http, refused!, goal.ReturnUrl) : PlainPages.GoOn(await session.OpenAsync(http, who, goal, idToken));
    }

    private bool IsOfNow(AuthenticationProperties? properties) =>
        properties?.Items.TryGetValue(BegunAt, out var text) == true && long.TryParse(text, CultureInfo.InvariantCulture, out var at)
        && time.GetUtcNow() - DateTimeOffset.FromUnixTimeMilliseconds(at) <= LongestSignIn;

    /// <summary>Of a token that was checked.</summary>
    private static ProviderPerson Read(string idToken, JsonElement? userInfo)
    {
        var token = new JsonWebToken(idToken);
        using var payload = JsonDocument.Parse(Base64UrlEncoder.DecodeBytes(token.EncodedPayload));
        return new ProviderPerson(token.Issuer, token.Subject, new ProviderClaims(payload.RootElement.Clone(), userInfo));
    }
}
