using Microsoft.AspNetCore.Antiforgery;
using Microsoft.Extensions.Options;
using SmsBridge.Operators.SecondFactors;
using SmsBridge.Operators.Sessions;
using SmsBridge.Operators.SingleSignOn;
using SmsBridge.Web;

namespace SmsBridge.Operators;

/// <summary>Where a password is chosen: one's own anew, or the first operator's.</summary>
internal static class PasswordEndpoints
{
    private const string Expired = "The page was open too long. Please try again.";
    private const string Different = "The two new passwords are not the same.";

    public static void MapPasswordAndFirst(this IEndpointRouteBuilder routes)
    {
        routes.MapGet(OperatorPaths.Password, (HttpContext context, IAntiforgery antiforgery) => ShowPassword(context, antiforgery))
            .RequireAuthorization(Policies.Viewer).ForPasswordsOnly().ExcludeFromDescription();
        routes.MapPost(OperatorPaths.Password, ChangePasswordAsync).RequireAuthorization(Policies.Viewer).ForPasswordsOnly().ExcludeFromDescription();
        routes.MapGet(OperatorPaths.First, ShowFirstAsync).AllowAnonymous().ExcludeFromDescription();
        routes.MapPost(OperatorPaths.First, AddFirstAsync).AllowAnonymous().ExcludeFromDescription();
    }

    /// <summary>What belongs to a password: who signs in by a provider has none here.</summary>
    public static TBuilder ForPasswordsOnly<TBuilder>(this TBuilder routes)
        where TBuilder : IEndpointConventionBuilder =>
        routes.AddEndpointFilter(static async (context, next) =>
            SessionClaims.FactsOf(context.HttpContext.User)?.ByProvider == true
                ? PlainPages.NotDone($"You sign in with {SettingsOf(context.HttpContext).DisplayName}: password and second factor are kept there.", StatusCodes.Status403Forbidden)
                : await next(context));

    private static SingleSignOnOptions SettingsOf(HttpContext context) => context.RequestServices.GetRequiredService<IOptions<OperatorOptions>>().Value.OpenIdConnect;

    private static async Task<IResult> ChangePasswordAsync(
        HttpContext context, OperatorSignIn signIn, OpenSessions sessions, KnownBrowsers browsers, IAntiforgery antiforgery)
    {
        if (await SignInEndpoints.ReadFormAsync(context, antiforgery) is not { } form)
        {
            return ShowPassword(context, antiforgery, Expired);
        }

        var (who, chosen) = (SignedInOperator.From(context.User)!, form["chosen"].ToString());
        if (Check(form, who.Name) is { } problem)
        {
            return ShowPassword(context, antiforgery, problem);
        }

        var answer = await signIn.ChangePasswordAsync(
            who, form["current"].ToString(), chosen, new SignInOrigin(Callers.AddressOf(context), browsers.Find(context, who.Name)));
        if (answer.Passed is not { } changed)
        {
            return ShowPassword(context, antiforgery, SignInEndpoints.WordsFor(
                context, answer, "The present password is wrong, or there were too many tries: wait a while before the next."));
        }

        await sessions.BeginAsync(context, changed, SessionClaims.FactsOf(context.User)?.HasSecondFactor == true); // all others of this operator have ended
        return TypedResults.Redirect(OperatorPaths.Console);
    }

    private static async Task<IResult> ShowFirstAsync(HttpContext context, FirstStart first, IAntiforgery antiforgery, CancellationToken cancellationToken) =>
        await first.IsOpenAsync(cancellationToken) ? ShowFirst(context, antiforgery) : TypedResults.Redirect(OperatorPaths.SignIn);

    private static async Task<IResult> AddFirstAsync(
        HttpContext context, FirstStart first, SignInSteps steps, IAntiforgery antiforgery, CancellationToken cancellationToken)
    {
        if (!await first.IsOpenAsync(cancellationToken))
        {
            return TypedResults.Redirect(OperatorPaths.SignIn);
        }

        if (await SignInEndpoints.ReadFormAsync(context, antiforgery) is not { } form)
        {
            return ShowFirst(context, antiforgery, problem: Expired);
        }

        var name = form["name"].ToString().Trim();
        var onlyOther = SettingsOf(context) is var settings && settings.TakesPasswordOf(name) ? null : settings.OnlyBreakGlass;
        if ((OperatorRights.CheckName(name) ?? onlyOther ?? Check(form, name)) is { } problem)
        {
            return ShowFirst(context, antiforgery, name, problem);
        }

        var answer = await first.AddAsync(form["code"].ToString(), name, form["chosen"].ToString(), Callers.AddressOf(context));
        if (answer.Passed is not { } added)
        {
            return ShowFirst(context, antiforgery, name, SignInEndpoints.WordsFor(
                context, answer, "The code is not right, or there were too many tries. It is in the log of the latest start."));
        }

        return await steps.GoOnAsync(context, added, new SignInGoal(OperatorPaths.Console, Draft: null));
    }

    private static string? Check(IFormCollection form, string name) =>
        OperatorPasswords.CheckRules(form["chosen"], name) ?? (form["chosen"] == form["again"] ? null : Different);

    private static IResult ShowPassword(HttpContext context, IAntiforgery antiforgery, string? problem = null)
    {
        var page = new FormPage(
            "Change your password", OperatorPaths.Password, "Change it",
            [new FormField("current", "Present password", "password", "current-password"), .. Chosen()],
            "All your other sessions end with it.", problem, BackTo: OperatorPaths.Console);
        return PlainPages.Form(page, antiforgery.GetAndStoreTokens(context), StatusOf(problem));
    }

    private static IResult ShowFirst(HttpContext context, IAntiforgery antiforgery, string name = "", string? problem = null)
    {
        var page = new FormPage(
            "The first operator", OperatorPaths.First, "Create and sign in",
            [
                new FormField("code", "Code from the log", "text", "one-time-code"),
                new FormField("name", "Your name", "text", "username", name, "Letters, digits and - _ . @ +"),
                .. Chosen(),
            ],
            "There is no operator yet. The service wrote a code into its log when it started; whoever has it becomes the first administrator.", problem);
        return PlainPages.Form(page, antiforgery.GetAndStoreTokens(context), StatusOf(problem));
    }

    private static FormField[] Chosen() =>
    [
        new("chosen", "New password", "password", "new-password", Hint: "At least 12 characters; a few random words are good."),
        new("again", "New password, again", "password", "new-password"),
    ];

    private static int StatusOf(string? problem) => problem is null ? StatusCodes.Status200OK : StatusCodes.Status400BadRequest;
}
