using System.ComponentModel.DataAnnotations;
using System.Net;

namespace SmsBridge.Operators.SingleSignOn;

/// <summary>What is wrong with the settings of the sign-in by a provider, each with the name of its setting. Pure: whether the provider answers, <c>config check</c> asks.</summary>
internal static class SingleSignOnCheck
{
    private const string Section = SingleSignOnOptions.Section;

    public static IEnumerable<string> Problems(SingleSignOnOptions options) =>
        OfRanges(options).Concat(options.IsOn ? OfProvider(options).Concat(OfBreakGlass(options)).Concat(OfGrants(options)) : OfOff(options));

    /// <summary>In clear only to this very machine: the answers say who may do what.</summary>
    public static bool IsSafe(Uri address) => address.Scheme == Uri.UriSchemeHttps || (address.Scheme == Uri.UriSchemeHttp && IsThisMachine(address.Host));

    private static IEnumerable<string> OfRanges(SingleSignOnOptions options)
    {
        var ranges = new List<ValidationResult>();
        Validator.TryValidateObject(options, new ValidationContext(options), ranges, validateAllProperties: true);
        return ranges.Select(range => $"{Section}:{range.MemberNames.FirstOrDefault()}: {range.ErrorMessage}");
    }

    private static IEnumerable<string> OfOff(SingleSignOnOptions options)
    {
        if (options.LocalPasswords != LocalPasswordRule.All)
        {
            yield return $"{Section}:LocalPasswords may be BreakGlass only where {Section}:Authority names a provider: nobody else could sign in.";
        }

        if (options.ClientId.Length > 0 || options.ClientSecret.Length > 0 || options.Grants.Count > 0)
        {
            yield return $"{Section}:Authority is empty, and other settings of the provider are not: name it, or leave them out.";
        }
    }

    private static IEnumerable<string> OfProvider(SingleSignOnOptions options)
    {
        if (!Uri.TryCreate(options.Authority, UriKind.Absolute, out var authority) || !IsSafe(authority) || authority.Query.Length > 0 || authority.Fragment.Length > 0 || authority.UserInfo.Length > 0)
        {
            yield return $"{Section}:Authority must be an https address without query, such as https://login.example.org/realms/house (http only for this machine itself).";
        }

        if (options.ClientId.Length == 0)
        {
            yield return $"{Section}:ClientId is empty: the provider gave the bridge one when it was registered there.";
        }

        if (!options.Scopes.Split(' ').Contains("openid", StringComparer.Ordinal))
        {
            yield return $"{Section}:Scopes must have openid among them.";
        }

        foreach (var (name, value) in new[] { (nameof(options.DisplayName), options.DisplayName), (nameof(options.NameClaim), options.NameClaim), (nameof(options.GrantClaim), options.GrantClaim) })
        {
            if (value.Length is 0 or > 200)
            {
                yield return $"{Section}:{name} must be of 1 to 200 characters.";
            }
        }
    }

    private static IEnumerable<string> OfBreakGlass(SingleSignOnOptions options)
    {
        if (options.LocalPasswords == LocalPasswordRule.BreakGlass && OperatorRights.CheckName(options.BreakGlassOperator) is { } why)
        {
            yield return $"{Section}:BreakGlassOperator: {why} It is the operator whose password is still taken.";
        }

        if (options.LocalPasswords == LocalPasswordRule.All && options.BreakGlassOperator.Length > 0)
        {
            yield return $"{Section}:BreakGlassOperator is for LocalPasswords BreakGlass alone.";
        }
    }

    private static IEnumerable<string> OfGrants(SingleSignOnOptions options)
    {
        if (options.Grants.Count == 0)
        {
            yield return $"{Section}:Grants is empty: nobody would have a role.";
        }

        foreach (var (number, grant) in options.Grants.Index())
        {
            var section = $"{Section}:Grants:{number}";
            if (grant.Value.Length == 0)
            {
                yield return $"{section}:Value is empty.";
            }

            if (OperatorRights.ParseRole(grant.Role) is not { } role)
            {
                yield return $"{section}:Role is one of {string.Join(", ", OperatorRights.Roles)}.";
            }
            else if (role != OperatorRole.Admin && grant.Tenants.Count == 0)
            {
                yield return $"{section}:Tenants is empty: name them, or * for all.";
            }

            if (grant.Tenants.Contains("*", StringComparer.Ordinal) && grant.Tenants.Count > 1)
            {
                yield return $"{section}:Tenants: say which tenants, or *; not both.";
            }
        }
    }

    private static bool IsThisMachine(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));
}
