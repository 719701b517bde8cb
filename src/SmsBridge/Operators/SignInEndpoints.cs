using System.Globalization;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.Extensions.Options;
using SmsBridge.Operators.SecondFactors;
using SmsBridge.Operators.Sessions;
using SmsBridge.Operators.SingleSignOn;
using SmsBridge.Web;

namespace SmsBridge.Operators;

/// <summary>The front door: <c>/console/sign-in</c>, <c>/console/sign-out</c>, <c>/console/password</c>, <c>/console/first</c>.</summary>
internal static class SignInEndpoints
{
    internal const string Expired = "The page was open too long. Please try again.";
    private const string Refused = "That did not work: the name or the password is wrong, or there were too many tries. After several wrong ones, wait a while before the next.";
    private const string Busy = "Too many people are at the door just now; what you typed was not looked at. Please try again in a moment.";

    private const string Ended = "Your session has ended. Sign in again: what you typed is kept, but for passwords and the like, and nothing was done yet.";
    private const string NoOperatorYet = $"<p>There is no operator yet. Whoever has the code from the log <a href=\"{OperatorPaths.First}\">becomes the first</a>.</p>";
    private const int MostKept = 32_768;

    public static void MapSignIn(this IEndpointRouteBuilder routes)
    {
        routes.MapGet(OperatorPaths.SignIn, ShowSignInAsync).AllowAnonymous().ExcludeFromDescription();
        routes.MapPost(OperatorPaths.SignIn, SignInAsync).AllowAnonymous().ExcludeFromDescription();
        routes.MapPost(OperatorPaths.SignOut, SignOutAsync).AllowAnonymous().ExcludeFromDescription();
        routes.MapSignInSteps();
        routes.MapPasswordAndFirst();
        routes.MapSecondFactor();
    }

    /// <summary>Why somebody was not let in. What is said to a stranger tells of his network and of the crowd, never of a name.</summary>
    public static string WordsFor<T>(HttpContext context, DoorAnswer<T> answer, string refused)
        where T : class
    {
        if ((answer.IsBusy ? TimeSpan.FromSeconds(5) : answer.Wait) is not { } wait)
        {
            return refused;
        }

        var seconds = Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds));
        context.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        PutOff.Set(context);
        return answer.IsBusy ? Busy : string.Create(
            CultureInfo.InvariantCulture, $"Too many wrong tries came from your network or browser; what you typed was not looked at. Please wait {seconds} seconds.");
    }

    public static int StatusFor<T>(DoorAnswer<T> answer, int refused)
        where T : class =>
        answer.IsBusy ? StatusCodes.Status503ServiceUnavailable : refused;

    /// <summary>The form of a POST; null when its antiforgery token is not good.</summary>
    public static async Task<IFormCollection?> ReadFormAsync(HttpContext context, IAntiforgery antiforgery)
    {
        if (!context.Request.HasFormContentType || !await antiforgery.IsRequestValidAsync(context))
        {
            return null;
        }

        return await context.Request.ReadFormAsync(context.RequestAborted);
    }

    /// <summary>
    /// A form whose session has ended: the sign-in at once, with what was typed kept in it. Not for a form of somebody else's page, which could put
    /// words into an operator's mouth.
    /// </summary>
    /// <returns>Null: there is nothing to keep.</returns>
    public static async Task<IResult?> TryKeepFormAsync(HttpContext context)
    {
        var request = context.Request;
        if (!HttpMethods.IsPost(request.Method) || !request.HasFormContentType || request.ContentLength is null or > MostKept
            || OperatorPaths.IsOfSecrets(request.Path)
            || request.Headers["Sec-Fetch-Site"].ToString() is not ("" or "same-origin"))
        {
            return null;
        }

        var services = context.RequestServices;
        var draft = services.GetRequiredService<FormDrafts>().Seal(await request.ReadFormAsync(context.RequestAborted));
        return draft is null ? null : Show(
            context, services.GetRequiredService<IAntiforgery>(), OperatorPaths.Local(OperatorPaths.PageOf(request)), problem: Ended,
            status: StatusCodes.Status401Unauthorized, draft: draft);
    }

    private static async Task<IResult> ShowSignInAsync(HttpContext context, FirstStart first, IAntiforgery antiforgery, CancellationToken cancellationToken)
    {
        var returnUrl = OperatorPaths.Local(context.Request.Query[OperatorPaths.ReturnUrl]);
        var isFirst = await first.IsOpenAsync(cancellationToken);
        return isFirst && !SettingsOf(context).IsOn ? TypedResults.Redirect(OperatorPaths.First)
            : isFirst ? Show(context, antiforgery, returnUrl, isFirst: true)
            : context.User.Identity?.IsAuthenticated == true ? TypedResults.Redirect(returnUrl)
            : Show(context, antiforgery, returnUrl);
    }

    private static async Task<IResult> SignInAsync(
        HttpContext context, OperatorSignIn signIn, KnownBrowsers browsers, SignInSteps steps, IAntiforgery antiforgery)
    {
        if (await ReadFormAsync(context, antiforgery) is not { } form)
        {
            return Show(context, antiforgery, OperatorPaths.Console, problem: Expired, status: StatusCodes.Status400BadRequest);
        }

        var (name, returnUrl) = (form["name"].ToString().Trim(), OperatorPaths.Local(form[OperatorPaths.ReturnUrl]));
        var answer = await signIn.SignInAsync(name, form["password"].ToString(), new SignInOrigin(Callers.AddressOf(context), browsers.Find(context, name)));
        return answer.Passed is { } given
            ? await steps.GoOnAsync(context, given, new SignInGoal(returnUrl, form[FormDrafts.Name]))
            : Show(context, antiforgery, returnUrl, name, WordsFor(context, answer, Refused), StatusFor(answer, StatusCodes.Status401Unauthorized), form[FormDrafts.Name]);
    }

    private static async Task<IResult> SignOutAsync(HttpContext context, OpenSessions sessions, IAntiforgery antiforgery)
    {
        if (await ReadFormAsync(context, antiforgery) is null)
        {
            return TypedResults.Redirect(OperatorPaths.Console);
        }

        if (SignedInOperator.From(context.User) is { } who && SessionClaims.FactsOf(context.User) is { } facts && await sessions.SignOutAsync(context, who, facts) is { } hint)
        {
            return await EndAtProviderAsync(context, hint);
        }

        return TypedResults.Redirect(OperatorPaths.SignIn);
    }

    /// <summary>Else the next click on the button would let in again, without a question. By a page of ours, since no form of ours may end up at another site.</summary>
    private static async Task<IResult> EndAtProviderAsync(HttpContext context, ProviderHint hint) =>
        context.RequestServices.GetService<ProviderSession>() is { } session && await session.SignOutUrlAsync(context, hint.Sealed) is { } url
            ? PlainPages.GoOn(url)
            : TypedResults.Redirect(OperatorPaths.SignIn);

    private static SingleSignOnOptions SettingsOf(HttpContext context) => context.RequestServices.GetRequiredService<IOptions<OperatorOptions>>().Value.OpenIdConnect;

    internal static IResult Show(
        HttpContext context, IAntiforgery antiforgery, string returnUrl, string name = "", string? problem = null, int status = StatusCodes.Status200OK,
        string? draft = null, bool isFirst = false)
    {
        var settings = SettingsOf(context);
        var hidden = new Dictionary<string, string>(StringComparer.Ordinal) { [OperatorPaths.ReturnUrl] = returnUrl };
        if (!string.IsNullOrEmpty(draft))
        {
            hidden[FormDrafts.Name] = draft;
        }

        var page = new FormPage(
            "Sign in", OperatorPaths.SignIn, "Sign in",
            [new FormField("name", "Name", "text", "username", name), new FormField("password", "Password", "password", "current-password")],
            Problem: problem, Hidden: hidden, Shown: isFirst ? NoOperatorYet : null, Other: settings.IsOn ? WayOf(settings) : null);
        return PlainPages.Form(page, antiforgery.GetAndStoreTokens(context), status);
    }

    private static OtherWay WayOf(SingleSignOnOptions settings) => new(
        OperatorPaths.Provider, $"Sign in with {settings.DisplayName}", IsFirst: settings.LocalPasswords == LocalPasswordRule.BreakGlass, "Break-glass password");
}
