namespace SmsBridge.Operators.SingleSignOn;

/// <summary>From what a provider says of somebody to what they may here. Pure.</summary>
internal static class GrantedRights
{
    private const int LongestName = OperatorRights.LongestName - 8; // room for what sets it apart
    private const int MostNames = 20;

    /// <summary>The highest role that a value gives, of the tenants of all values that give it: never a role for tenants it was not given for. Null: none.</summary>
    public static (OperatorRole Role, TenantScope Scope)? Of(ProviderClaims claims, SingleSignOnOptions options)
    {
        var values = claims.Read(options.GrantClaim);
        var fitting = options.Grants.Where(grant => values.Contains(grant.Value, StringComparer.Ordinal)).Select(grant => (Role: OperatorRights.ParseRole(grant.Role)!.Value, grant.Tenants)).ToList();
        if (fitting.Count == 0)
        {
            return null;
        }

        var role = fitting.Max(grant => grant.Role);
        var tenants = fitting.Where(grant => grant.Role == role).SelectMany(grant => grant.Tenants).ToList();
        return (role, OperatorRights.ScopeFor(role, tenants.Contains("*", StringComparer.Ordinal) ? TenantScope.All : TenantScope.Of(tenants)));
    }

    /// <summary>Names for a new operator, the best first. One that somebody has is passed over, and so is that of the break-glass operator: nobody becomes somebody else by a name.</summary>
    public static IEnumerable<string> NamesFor(ProviderPerson person, SingleSignOnOptions options)
    {
        var name = Plain(person.Claims.Read(options.NameClaim) is [var claimed, ..] ? claimed : null) ?? Plain(person.Subject) ?? "person";
        return Enumerable.Range(0, MostNames)
            .Select(number => number switch { 0 => name, 1 => $"{name}+sso", _ => FormattableString.Invariant($"{name}+sso{number}") })
            .Where(one => OperatorRights.CheckName(one) is null && !one.Equals(options.BreakGlassOperator, StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>With the letters a name has here; null: none are left.</summary>
    private static string? Plain(string? text)
    {
        var plain = string.Concat((text ?? "").Take(LongestName).Select(letter => OperatorRights.CheckName(letter.ToString()) is null ? letter : '.')).Trim('.');
        return plain.Length > 0 ? plain : null;
    }
}
