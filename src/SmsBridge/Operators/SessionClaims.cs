using System.Globalization;
using System.Security.Claims;

namespace SmsBridge.Operators;

/// <summary>What a session carries beside who it is: its end, and how it was proved.</summary>
internal static class SessionClaims
{
    private const string Until = "smsbridge:until";
    private const string SecondFactor = "smsbridge:second-factor";

    /// <param name="secondFactor">It was asked for, and given.</param>
    public static ClaimsPrincipal ToPrincipal(SignedInOperator who, DateTimeOffset until, bool secondFactor)
    {
        var principal = who.ToPrincipal();
        var identity = (ClaimsIdentity)principal.Identity!;
        identity.AddClaim(new Claim(Until, until.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture)));
        if (secondFactor)
        {
            identity.AddClaim(new Claim(SecondFactor, "1"));
        }

        return principal;
    }

    public static bool HasSecondFactor(ClaimsPrincipal principal) => principal.HasClaim(SecondFactor, "1");

    /// <summary>When the session ends, however much it is used; null: nobody of ours.</summary>
    public static DateTimeOffset? UntilOf(ClaimsPrincipal principal) =>
        long.TryParse(principal.FindFirstValue(Until), CultureInfo.InvariantCulture, out var until) ? DateTimeOffset.FromUnixTimeMilliseconds(until) : null;
}
