using System.Globalization;
using System.Security.Claims;

namespace SmsBridge.Operators;

/// <summary>What a session carries beside who it is.</summary>
/// <param name="Until">Its end, however much it is used.</param>
/// <param name="HasSecondFactor">It was asked for, and given.</param>
/// <param name="Id">Of its row.</param>
/// <param name="ByProvider">A provider of OpenID Connect vouched for who it is; no password was given.</param>
internal sealed record SessionFacts(DateTimeOffset Until, bool HasSecondFactor, string Id, bool ByProvider = false);

/// <summary>The same as claims of the cookie.</summary>
internal static class SessionClaims
{
    private const string Until = "smsbridge:until";
    private const string SecondFactor = "smsbridge:second-factor";
    private const string Provider = "smsbridge:by-provider";
    private const string Id = "smsbridge:session";

    public static ClaimsPrincipal ToPrincipal(SignedInOperator who, SessionFacts facts)
    {
        var principal = who.ToPrincipal();
        var identity = (ClaimsIdentity)principal.Identity!;
        identity.AddClaim(new Claim(Until, facts.Until.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture)));
        identity.AddClaim(new Claim(Id, facts.Id));
        if (facts.HasSecondFactor)
        {
            identity.AddClaim(new Claim(SecondFactor, "1"));
        }

        if (facts.ByProvider)
        {
            identity.AddClaim(new Claim(Provider, "1"));
        }

        return principal;
    }

    /// <summary>Null: nobody of ours, or of a version before, which kept no list of sessions.</summary>
    public static SessionFacts? FactsOf(ClaimsPrincipal? principal) =>
        long.TryParse(principal?.FindFirstValue(Until), CultureInfo.InvariantCulture, out var until) && principal!.FindFirstValue(Id) is { } id
            ? new SessionFacts(DateTimeOffset.FromUnixTimeMilliseconds(until), principal.HasClaim(SecondFactor, "1"), id, principal.HasClaim(Provider, "1"))
            : null;
}
