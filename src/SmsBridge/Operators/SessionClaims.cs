using System.Globalization;
using System.Security.Claims;

namespace SmsBridge.Operators;

/// <summary>What a session carries beside who it is: its end.</summary>
internal static class SessionClaims
{
    private const string Until = "smsbridge:until";

    public static ClaimsPrincipal ToPrincipal(SignedInOperator who, DateTimeOffset until)
    {
        var principal = who.ToPrincipal();
        ((ClaimsIdentity)principal.Identity!).AddClaim(new Claim(Until, until.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture)));
        return principal;
    }

    /// <summary>When the session ends, however much it is used; null: nobody of ours.</summary>
    public static DateTimeOffset? UntilOf(ClaimsPrincipal principal) =>
        long.TryParse(principal.FindFirstValue(Until), CultureInfo.InvariantCulture, out var until) ? DateTimeOffset.FromUnixTimeMilliseconds(until) : null;
}
