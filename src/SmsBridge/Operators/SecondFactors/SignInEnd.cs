using SmsBridge.Operators.Sessions;
using SmsBridge.Web;

namespace SmsBridge.Operators.SecondFactors;

/// <summary>The end of a sign-in: the session, what the browser is known as from now on, and what was typed before.</summary>
internal sealed class SignInEnd(OpenSessions sessions, KnownBrowsers browsers, FormDrafts drafts)
{
    public SignInOrigin From(HttpContext context, string name) => new(Callers.AddressOf(context), browsers.Find(context, name));

    /// <returns>Where it goes on.</returns>
    public async Task<string> OpenAsync(HttpContext context, SignedInOperator who, SignInGoal goal, bool secondFactor)
    {
        browsers.Remember(context, who.Name);
        await sessions.BeginAsync(context, who, secondFactor);
        return OperatorPaths.WithDraft(goal.ReturnUrl, drafts.Keep(who.Id, goal.Draft));
    }
}
