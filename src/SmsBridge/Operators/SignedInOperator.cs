using System.Globalization;
using System.Security.Claims;

namespace SmsBridge.Operators;

/// <summary>Who is at the console, as their session says.</summary>
/// <param name="Stamp">Compared with the stored one: another one means that the session is over.</param>
/// <param name="TimeZone">IANA name; null: the browser's.</param>
internal sealed record SignedInOperator(long Id, string Name, OperatorRole Role, TenantScope Scope, string Stamp, string? TimeZone)
{
    public const string Scheme = "SmsBridge.Operator";

    private const string RoleClaim = "smsbridge:role";
    private const string StampClaim = "smsbridge:stamp";
    private const string TenantClaim = "smsbridge:tenant";
    private const string AllTenantsClaim = "smsbridge:all-tenants";
    private const string TimeZoneClaim = "smsbridge:time-zone";

    public bool MayDo(OperatorRole role) => Role >= role;

    public ClaimsPrincipal ToPrincipal()
    {
        var identity = new ClaimsIdentity(Scheme, ClaimTypes.Name, RoleClaim);
        identity.AddClaim(new Claim(ClaimTypes.NameIdentifier, Id.ToString(CultureInfo.InvariantCulture)));
        identity.AddClaim(new Claim(ClaimTypes.Name, Name));
        identity.AddClaim(new Claim(RoleClaim, Role.ToString()));
        identity.AddClaim(new Claim(StampClaim, Stamp));
        if (TimeZone is not null)
        {
            identity.AddClaim(new Claim(TimeZoneClaim, TimeZone));
        }

        if (Scope.IsAll)
        {
            identity.AddClaim(new Claim(AllTenantsClaim, "1"));
        }

        identity.AddClaims(Scope.Identifiers.Select(identifier => new Claim(TenantClaim, identifier)));
        return new ClaimsPrincipal(identity);
    }

    /// <summary>Null: nobody of ours.</summary>
    public static SignedInOperator? From(ClaimsPrincipal? principal) =>
        principal?.Identity is { IsAuthenticated: true, AuthenticationType: Scheme }
        && long.TryParse(principal.FindFirstValue(ClaimTypes.NameIdentifier), CultureInfo.InvariantCulture, out var id)
        && Enum.TryParse<OperatorRole>(principal.FindFirstValue(RoleClaim), out var role)
            ? new SignedInOperator(
                id, principal.FindFirstValue(ClaimTypes.Name) ?? "", role,
                principal.HasClaim(AllTenantsClaim, "1") ? TenantScope.All : TenantScope.Of(principal.FindAll(TenantClaim).Select(claim => claim.Value)),
                principal.FindFirstValue(StampClaim) ?? "", principal.FindFirstValue(TimeZoneClaim))
            : null;
}
