using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;
using SmsBridge.Store;
using SmsBridge.Web;

namespace SmsBridge.Operators.Sessions;

/// <summary>That a provider of OpenID Connect vouched for who begins a session.</summary>
/// <param name="Sealed">By what the provider knows the session that ends, encrypted; null: nothing.</param>
internal sealed record ProviderHint(string? Sealed);

/// <summary>Sessions in the cookies of browsers: begun, looked at with every request, ended.</summary>
internal sealed class OpenSessions(SessionStore store, IOptions<OperatorOptions> options, TimeProvider time)
{
    private long _noWriteBefore; // UTC ticks

    /// <summary>A session of a given operator, in this answer's cookie. One that the browser had before ends.</summary>
    /// <param name="secondFactor">It was given.</param>
    /// <param name="provider">Null: a password was.</param>
    public async Task BeginAsync(HttpContext context, SignedInOperator who, bool secondFactor, ProviderHint? provider = null)
    {
        var until = time.GetUtcNow() + options.Value.SessionLifetime;
        var id = await store.BeginAsync(who, until, AddressOf(context), BrowserName.Of(context.Request.Headers.UserAgent), SessionClaims.FactsOf(context.User)?.Id, provider?.Sealed);
        await context.SignInAsync(SignedInOperator.Scheme, SessionClaims.ToPrincipal(who, new SessionFacts(until, secondFactor, id, ByProvider: provider is not null)));
    }

    /// <summary>
    /// Whether a session is still good: not past its end, not ended, with the stamp the operator has now (a new password or second factor, other rights and being disabled change it), and
    /// begun in a way that is open to its operator now. Keeps, once a minute at most, that it is in use.
    /// </summary>
    public async Task<bool> IsGoodAsync(HttpContext context, ClaimsPrincipal? principal)
    {
        var now = time.GetUtcNow();
        if (SignedInOperator.From(principal) is not { } who || SessionClaims.FactsOf(principal) is not { } facts || facts.Until <= now
            || !IsOpen(who, facts)
            || await store.SeenAtAsync(who, facts.Id, context.RequestAborted) is not { } seen)
        {
            return false;
        }

        if (now - seen >= SessionStore.SeenEvery && now.UtcTicks >= Volatile.Read(ref _noWriteBefore))
        {
            await SeeAsync(context, facts.Id);
        }

        return true;
    }

    /// <summary>Signs out here.</summary>
    /// <returns>What the provider that vouched for it has to be told; null: none did.</returns>
    public async Task<ProviderHint?> SignOutAsync(HttpContext context, SignedInOperator who, SessionFacts facts)
    {
        var hint = facts.ByProvider ? new ProviderHint(await store.HintAsync(facts.Id, context.RequestAborted)) : null;
        await store.EndAsync(context.Actor(), who, facts.Id, AuditActions.SignOut);
        await context.SignOutAsync(SignedInOperator.Scheme);
        return hint;
    }

    /// <summary>Ends a session of who asks.</summary>
    /// <returns>False: there is none of that id, or it is somebody else's.</returns>
    public Task<bool> EndAsync(HttpContext context, string sessionId) => store.EndAsync(context.Actor(), context.Operator(), sessionId, AuditActions.SessionsEnd);

    /// <summary>Ends all others of who asks.</summary>
    public Task EndOthersAsync(HttpContext context) => store.EndOthersAsync(context.Actor(), context.Operator(), SessionClaims.FactsOf(context.User)?.Id);

    /// <summary>The second factor of people a provider vouches for is the provider's matter.</summary>
    private bool IsOpen(SignedInOperator who, SessionFacts facts) =>
        facts.ByProvider ? options.Value.OpenIdConnect.IsOn
        : options.Value.OpenIdConnect.TakesPasswordOf(who.Name) && (facts.HasSecondFactor || !options.Value.NeedsSecondFactor(who.Role));

    /// <summary>A store that takes no write now keeps nobody from reading, and is not asked again for a while.</summary>
    private async Task SeeAsync(HttpContext context, string sessionId)
    {
        try
        {
            await store.SeeAsync(sessionId, AddressOf(context));
        }
        catch (StoreUnavailableException)
        {
            Volatile.Write(ref _noWriteBefore, (time.GetUtcNow() + SessionStore.SeenEvery).UtcTicks);
        }
    }

    private static string? AddressOf(HttpContext context) => Callers.AddressOf(context)?.ToString();
}
