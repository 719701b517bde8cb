using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authentication;
using SmsBridge.Operators.Sessions;

namespace SmsBridge.Operators;

/// <summary>What operators keep about themselves: their time zone, which is in the session, so that a change goes into its cookie too; and their sessions.</summary>
internal static class AccountEndpoints
{
    public const string EndedOne = "session-ended";
    public const string EndedOthers = "sessions-ended";

    public static void MapAccount(this IEndpointRouteBuilder routes)
    {
        routes.MapPost(OperatorPaths.TimeZone, SetFromFormAsync).RequireAuthorization(Policies.Viewer).ExcludeFromDescription();
        routes.MapPost(OperatorPaths.EndSessions, EndSessionsAsync).RequireAuthorization(Policies.Viewer).ExcludeFromDescription();
    }

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
        if (SessionClaims.FactsOf(context.User) is { } facts)
        {
            await context.SignInAsync(SignedInOperator.Scheme, SessionClaims.ToPrincipal(who with { TimeZone = zone }, facts));
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

    /// <summary>With the id of one, or without: all others.</summary>
    private static async Task<IResult> EndSessionsAsync(HttpContext context, OpenSessions sessions, IAntiforgery antiforgery)
    {
        if (await SignInEndpoints.ReadFormAsync(context, antiforgery) is not { } form)
        {
            return PlainPages.NotDone("The page was open too long: go back, load it anew and try again.");
        }

        if (form["id"].ToString() is { Length: > 0 } id)
        {
            return TypedResults.LocalRedirect($"~{OperatorPaths.Account}?{(await sessions.EndAsync(context, id) ? $"done={EndedOne}" : "problem=session")}");
        }

        await sessions.EndOthersAsync(context);
        return TypedResults.LocalRedirect($"~{OperatorPaths.Account}?done={EndedOthers}");
    }
}
