using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authentication;

namespace SmsBridge.Operators;

/// <summary>What operators keep about themselves: their time zone. It is in the session, so a change goes into its cookie too.</summary>
internal static class AccountEndpoints
{
    public static void MapAccount(this IEndpointRouteBuilder routes) =>
        routes.MapPost(OperatorPaths.TimeZone, SetFromFormAsync).RequireAuthorization(Policies.Viewer).ExcludeFromDescription();

    /// <param name="timeZone">IANA name; empty or null: as the browser is set.</param>
    /// <returns>False: there is no such zone.</returns>
    public static async Task<bool> SetTimeZoneAsync(HttpContext context, OperatorStore store, string? timeZone)
    {
        var zone = string.IsNullOrWhiteSpace(timeZone) ? null : timeZone.Trim();
        if (zone is not null && !TimeZones.Knows(zone))
        {
            return false;
        }

        var who = context.Operator();
        await store.SetTimeZoneAsync(context.Actor(), who, zone);
        if (SessionClaims.UntilOf(context.User) is { } until)
        {
            await context.SignInAsync(SignedInOperator.Scheme, SessionClaims.ToPrincipal(who with { TimeZone = zone }, until, SessionClaims.HasSecondFactor(context.User)));
        }

        return true;
    }

    private static async Task<IResult> SetFromFormAsync(HttpContext context, OperatorStore store, IAntiforgery antiforgery)
    {
        if (await SignInEndpoints.ReadFormAsync(context, antiforgery) is not { } form)
        {
            return PlainPages.NotDone("The page was open too long: go back, load it anew and try again.");
        }

        var isDone = await SetTimeZoneAsync(context, store, form["zone"]);
        return TypedResults.LocalRedirect($"~{OperatorPaths.Account}?{(isDone ? "done" : "problem")}=zone");
    }
}
