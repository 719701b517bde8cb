using System.Globalization;
using System.Net;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using SmsBridge.Operators.SecondFactors;
using SmsBridge.Web;
using SmsBridge.Web.Limits;

namespace SmsBridge.Operators.SingleSignOn;

/// <summary>The way to the provider: <c>/console/sign-in/provider</c>. The way back is the library's.</summary>
internal sealed class SingleSignOnEndpoints(ProviderRefusals refusals, IAntiforgery antiforgery, IOptions<OperatorOptions> options, TimeProvider time)
{
    /// <summary>Sign-ins that a network may begin in a minute: each asks something of the provider.</summary>
    internal const int MostBegun = 60;

    private const string TooMany = "Too many sign-ins were begun from your network. Please wait a minute.";

    private readonly MinuteLimit<IPAddress> _begun = new(MostBegun, time);

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPost(OperatorPaths.Provider, static (HttpContext context, SingleSignOnEndpoints endpoints) => endpoints.BeginAsync(context)).AllowAnonymous().ExcludeFromDescription();

    public async Task<IResult> BeginAsync(HttpContext context)
    {
        if (await SignInEndpoints.ReadFormAsync(context, antiforgery) is not { } form)
        {
            return SignInEndpoints.Show(context, antiforgery, OperatorPaths.Console, problem: SignInEndpoints.Expired, status: StatusCodes.Status400BadRequest);
        }

        var goal = SignInGoal.Of(form);
        if (_begun.Count(new SignInOrigin(Callers.AddressOf(context)).Network) is { } wait)
        {
            context.Response.Headers.RetryAfter = Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
            return SignInEndpoints.Show(context, antiforgery, goal.ReturnUrl, problem: TooMany, status: StatusCodes.Status429TooManyRequests, draft: goal.Draft);
        }

        try
        {
            await context.ChallengeAsync(ProviderScheme.Name, ProviderEvents.Begin(goal, time.GetUtcNow()));
        }
        catch (Exception exception) when (exception is ProviderAwayException or HttpRequestException or IOException or OpenIdConnectProtocolException or TaskCanceledException && !context.RequestAborted.IsCancellationRequested)
        {
            return await refusals.RefuseAsync(context, ProviderFailure.Of(exception, options.Value.OpenIdConnect.DisplayName), goal.ReturnUrl);
        }

        return GoOn(context);
    }

    /// <summary>Not by a redirect: our content security policy lets no form end up at another site, and is right.</summary>
    private static IResult GoOn(HttpContext context)
    {
        var url = context.Response.Headers.Location.ToString();
        context.Response.Headers.Remove("Location");
        return PlainPages.GoOn(url);
    }
}
