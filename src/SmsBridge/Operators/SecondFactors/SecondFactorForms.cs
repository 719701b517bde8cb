using Microsoft.AspNetCore.Antiforgery;
using Microsoft.Extensions.Options;
using SmsBridge.Operators.Sessions;
using SmsBridge.Web;

namespace SmsBridge.Operators.SecondFactors;

/// <summary>What an operator does with the own second factor, on pages of their own: each begins with the password.</summary>
internal sealed class SecondFactorForms(
    OperatorSignIn signIn, SecondFactorSetUp setUp, OperatorStore store, OpenSessions sessions, KnownBrowsers browsers, IOptions<OperatorOptions> options, IAntiforgery antiforgery)
{
    public const string Do = "do";
    public const string MakeCodes = "codes";
    public const string Remove = "remove";
    public const string Removed = "second-factor-removed";

    private const string SetUpAnew = "new";
    private const string WrongPassword = "The present password is wrong, or there were too many tries: wait a while before the next.";
    private const string WrongCode = "That is not the code the app shows now, or there were too many tries. Wait for the next one; look also whether the telephone’s clock is right.";
    private const string TooLate = "That took too long. Please begin again.";
    private const string StillNeeded = "Your role needs a second factor: it can be changed, not removed.";

    public async Task<IResult> ShowAsync(HttpContext context) => ShowPassword(context, await WishAsync(context, context.Request.Query[Do]));

    /// <summary>With the password.</summary>
    public async Task<IResult> BeginAsync(HttpContext context)
    {
        if (await SignInEndpoints.ReadFormAsync(context, antiforgery) is not { } form)
        {
            return ShowPassword(context, SetUpAnew, SignInEndpoints.Expired);
        }

        var (who, wish) = (context.Operator(), await WishAsync(context, form[Do]));
        var answer = await signIn.ConfirmAsync(who, form[SecondFactorPages.Password].ToString(), From(context, who));
        return answer.Passed is null ? ShowPassword(context, wish, SignInEndpoints.WordsFor(context, answer, WrongPassword))
            : wish == MakeCodes ? await MakeCodesAsync(context, who)
            : wish == Remove ? await RemoveAsync(context, who)
            : ShowSetUp(context, who, setUp.Begin(who));
    }

    /// <summary>With the first code of the app.</summary>
    public async Task<IResult> ProveAsync(HttpContext context)
    {
        var who = context.Operator();
        if (await SignInEndpoints.ReadFormAsync(context, antiforgery) is not { } form || setUp.Again(who, form[SecondFactorPages.SetUp]) is not { } factor)
        {
            return ShowPassword(context, SetUpAnew, TooLate);
        }

        var answer = await setUp.ProveAsync(who, factor.Secret, form[SecondFactorPages.Code].ToString(), From(context, who), isSignIn: false);
        if (answer.Passed is not { } changed)
        {
            return ShowSetUp(context, who, factor, SignInEndpoints.WordsFor(context, answer, WrongCode));
        }

        await sessions.BeginAsync(context, changed.Who, secondFactor: true); // all others of this operator have ended
        return SecondFactorPages.Codes(changed.Codes, "Your second factor is set up, and all your other sessions have ended.", OperatorPaths.Account);
    }

    private async Task<IResult> MakeCodesAsync(HttpContext context, SignedInOperator who) =>
        await setUp.MakeCodesAsync(context.Actor(), who) is { } codes
            ? SecondFactorPages.Codes(codes, "The codes of before have ended.", OperatorPaths.Account)
            : TypedResults.Redirect(OperatorPaths.Account);

    private async Task<IResult> RemoveAsync(HttpContext context, SignedInOperator who)
    {
        if (options.Value.NeedsSecondFactor(who.Role))
        {
            return ShowPassword(context, Remove, StillNeeded);
        }

        if (await setUp.RemoveAsync(context.Actor(), who) is { } now)
        {
            await sessions.BeginAsync(context, now, secondFactor: false);
        }

        return TypedResults.Redirect($"{OperatorPaths.Account}?done={Removed}");
    }

    /// <summary>What there is nothing for yet is setting up.</summary>
    private async Task<string> WishAsync(HttpContext context, string? wish) =>
        wish is MakeCodes or Remove && await store.FindAsync(context.Operator().Name, context.RequestAborted) is { SecondFactorAt: not null } ? wish : SetUpAnew;

    private SignInOrigin From(HttpContext context, SignedInOperator who) => new(Callers.AddressOf(context), browsers.Find(context, who.Name));

    private IResult ShowPassword(HttpContext context, string wish, string? problem = null)
    {
        var (title, intro, button) = wish switch
        {
            MakeCodes => ("New recovery codes", "The codes you have end.", "Make new codes"),
            Remove => ("Remove your second factor", "You sign in with your password alone then, and all your other sessions end.", "Remove it"),
            _ => ("Set up a second factor", "A code that only your telephone makes is asked for at each sign-in, after the password. You need an authenticator app. One you have set up before ends with it.", "Go on"),
        };
        var page = new FormPage(
            title, OperatorPaths.SecondFactor, button, [new FormField(SecondFactorPages.Password, "Present password", "password", "current-password")], intro, problem,
            new Dictionary<string, string>(StringComparer.Ordinal) { [Do] = wish }, BackTo: OperatorPaths.Console);
        return PlainPages.Form(page, antiforgery.GetAndStoreTokens(context), StatusOf(problem));
    }

    private IResult ShowSetUp(HttpContext context, SignedInOperator who, NewSecondFactor factor, string? problem = null)
    {
        var page = SecondFactorPages.ForSetUp(
            OperatorPaths.SecondFactorProof, "Set it up", factor, who.Name, context.Request.Host.Host, new Dictionary<string, string>(StringComparer.Ordinal), intro: null, problem);
        return PlainPages.Form(page with { BackTo = OperatorPaths.Console }, antiforgery.GetAndStoreTokens(context), StatusOf(problem));
    }

    private static int StatusOf(string? problem) => problem is null ? StatusCodes.Status200OK : StatusCodes.Status400BadRequest;
}
