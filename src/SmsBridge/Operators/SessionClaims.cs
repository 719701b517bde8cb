using System.Globalization;
using System.Security.Claims;

namespace SmsBridge.Operators;

/// <summary>What a session carries beside who it is: its end, and for the audit the address the request (or circuit) came from.</summary>
internal static class SessionClaims
{
    private const string Until = "smsbridge:until";
    private const string Address = "smsbridge:address";

    public static ClaimsPrincipal ToPrincipal(SignedInOperator who, DateTimeOffset until)
    {
        var principal = who.ToPrincipal();
        Identity(principal).AddClaim(new Claim(Until, until.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture)));
        return principal;
    }

    /// <summary>When the session ends, however much it is used; null: nobody of ours.</summary>
    public static DateTimeOffset? UntilOf(ClaimsPrincipal principal) =>
        long.TryParse(principal.FindFirstValue(Until), CultureInfo.InvariantCulture, out var until) ? DateTimeOffset.FromUnixTimeMilliseconds(until) : null;

    /// <summary>Of the request; in a circuit, of the one that opened it.</summary>
    public static string? AddressOf(ClaimsPrincipal principal) => principal.FindFirstValue(Address);

    public static ClaimsPrincipal WithAddress(ClaimsPrincipal principal, string? address)
    {
        var identity = Identity(principal);
        foreach (var claim in identity.FindAll(Address).ToList())
        {
            identity.RemoveClaim(claim);
        }

        if (address is not null)
        {
            identity.AddClaim(new Claim(Address, address));
        }

        return principal;
    }

    private static ClaimsIdentity Identity(ClaimsPrincipal principal) => (ClaimsIdentity)principal.Identity!;
}
