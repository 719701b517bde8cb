using Microsoft.AspNetCore.Antiforgery;

namespace SmsBridge.Operators.SecondFactors;

/// <summary>Where a sign-in leads, and what was typed before it.</summary>
/// <param name="Draft">Sealed; null or empty: nothing.</param>
internal sealed record SignInGoal(string ReturnUrl, string? Draft)
{
    public static SignInGoal Of(IFormCollection form) => new(OperatorPaths.Local(form[OperatorPaths.ReturnUrl]), form[FormDrafts.Name]);

    /// <summary>What a form carries on.</summary>
    public Dictionary<string, string> Hidden(string ticket)
    {
        var hidden = new Dictionary<string, string>(StringComparer.Ordinal) { [OperatorPaths.ReturnUrl] = ReturnUrl, [SecondFactorPages.Ticket] = ticket };
        if (!string.IsNullOrEmpty(Draft))
        {
            hidden[FormDrafts.Name] = Draft;
        }

        return hidden;
    }
}

/// <summary>The pages of a sign-in after the password: a code, or setting up what gives codes.</summary>
internal sealed class SignInSteps(
    OperatorSignIn signIn, CodeSignIn codes, SecondFactorSetUp setUp, SealedSteps steps, SignInEnd end, IAntiforgery antiforgery)
{
    private const string TooLate = "That took too long, or your account was changed meanwhile. Please sign in again.";
    private const string WrongCode = "That code was not taken: it is wrong, or was used before, or there were too many tries. Wait for the next one; after several wrong ones, wait a while.";
    private const string Needed = "You need a second factor to sign in here: codes that only your telephone makes. ";

    /// <summary>After the password.</summary>
    public async Task<IResult> GoOnAsync(HttpContext context, PasswordGiven given, SignInGoal goal)
    {
        if (given.Need == SignInNeed.Nothing)
        {
            return TypedResults.Redirect(await end.OpenAsync(context, given.Who, goal, secondFactor: false));
        }

        var hidden = goal.Hidden(steps.SealTicket(given.Who));
        return given.Need == SignInNeed.Code ? ShowCode(context, hidden) : ShowSetUp(context, given.Who, setUp.Begin(given.Who), hidden);
    }

    public async Task<IResult> TakeCodeAsync(HttpContext context)
    {
        if (await SignInEndpoints.ReadFormAsync(context, antiforgery) is not { } form)
        {
            return Anew(context, SignInEndpoints.Expired, StatusCodes.Status400BadRequest);
        }

        if (steps.OpenTicket(form[SecondFactorPages.Ticket]) is not { } ticket || await codes.FindAsync(ticket) is null)
        {
            return Anew(context, TooLate, StatusCodes.Status401Unauthorized);
        }

        var answer = await codes.PassAsync(ticket, form[SecondFactorPages.Code].ToString(), end.From(context, ticket.Name));
        return answer.Passed is { } who
            ? TypedResults.Redirect(await end.OpenAsync(context, who, SignInGoal.Of(form), secondFactor: true))
            : ShowCode(
                context, SignInGoal.Of(form).Hidden(form[SecondFactorPages.Ticket]!), SignInEndpoints.WordsFor(context, answer, WrongCode),
                SignInEndpoints.StatusFor(answer, StatusCodes.Status401Unauthorized));
    }

    public async Task<IResult> TakeSetUpAsync(HttpContext context)
    {
        if (await SignInEndpoints.ReadFormAsync(context, antiforgery) is not { } form)
        {
            return Anew(context, SignInEndpoints.Expired, StatusCodes.Status400BadRequest);
        }

        // Only where there is none: a ticket proves a password, and that must not be enough to change a factor.
        if (steps.OpenTicket(form[SecondFactorPages.Ticket]) is not { } ticket || await codes.FindAsync(ticket) is not { } found || signIn.NeedOf(found.Account) != SignInNeed.SetUp
            || setUp.Again(found.ToSignedIn(), form[SecondFactorPages.SetUp]) is not { } factor)
        {
            return Anew(context, TooLate, StatusCodes.Status401Unauthorized);
        }

        var goal = SignInGoal.Of(form);
        var answer = await setUp.ProveAsync(found.ToSignedIn(), factor.Secret, form[SecondFactorPages.Code].ToString(), end.From(context, ticket.Name), isSignIn: true);
        return answer.Passed is { } changed
            ? SecondFactorPages.Codes(changed.Codes, "You are signed in, and your second factor is set up.", await end.OpenAsync(context, changed.Who, goal, secondFactor: true))
            : ShowSetUp(
                context, found.ToSignedIn(), factor, goal.Hidden(form[SecondFactorPages.Ticket]!), SignInEndpoints.WordsFor(context, answer, WrongCode),
                SignInEndpoints.StatusFor(answer, StatusCodes.Status401Unauthorized));
    }

    private IResult ShowCode(HttpContext context, Dictionary<string, string> hidden, string? problem = null, int status = StatusCodes.Status200OK) =>
        PlainPages.Form(SecondFactorPages.ForCode(hidden, problem), antiforgery.GetAndStoreTokens(context), status);

    private IResult ShowSetUp(
        HttpContext context, SignedInOperator who, NewSecondFactor factor, Dictionary<string, string> hidden, string? problem = null, int status = StatusCodes.Status200OK) =>
        PlainPages.Form(
            SecondFactorPages.ForSetUp(OperatorPaths.SignInSetUp, "Sign in", factor, who.Name, context.Request.Host.Host, hidden, Needed, problem),
            antiforgery.GetAndStoreTokens(context), status);

    private IResult Anew(HttpContext context, string problem, int status) => SignInEndpoints.Show(context, antiforgery, OperatorPaths.Console, problem: problem, status: status);
}
