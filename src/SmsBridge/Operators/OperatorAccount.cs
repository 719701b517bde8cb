using System.Buffers;

namespace SmsBridge.Operators;

/// <summary>An operator as kept: everything but what proves who it is.</summary>
/// <param name="TimeZone">IANA name; null: the browser's.</param>
/// <param name="LockedUntil">Too many wrong passwords or codes: none is looked at before.</param>
/// <param name="SecondFactorAt">When a second factor was set up; null: there is none.</param>
/// <param name="Identity">By whom it signs in; null: with a password.</param>
internal sealed record OperatorAccount(
    long Id, string Name, OperatorRole Role, TenantScope Scope, string? TimeZone, DateTimeOffset CreatedAt, DateTimeOffset PasswordChangedAt,
    DateTimeOffset? LastSignInAt, DateTimeOffset? LockedUntil, DateTimeOffset? DisabledAt, DateTimeOffset? SecondFactorAt,
    OperatorIdentity? Identity = null)
{
    /// <summary>"support; all tenants", for the audit.</summary>
    public string Rights => OperatorRights.Describe(Role, Scope);
}

/// <summary>What a provider of OpenID Connect calls somebody.</summary>
/// <param name="Issuer">What the provider calls itself.</param>
internal sealed record OperatorIdentity(string Issuer, string Subject);

/// <summary>An operator and what proves who it is. Never shown, never logged.</summary>
internal sealed record OperatorCredential(OperatorAccount Account, string PasswordHash, string Stamp, int FailedSignIns)
{
    public SignedInOperator ToSignedIn() => new(Account.Id, Account.Name, Account.Role, Account.Scope, Stamp, Account.TimeZone);

    public override string ToString() => $"credential of operator {Account.Id}";
}

/// <summary>What an operator is given: pure.</summary>
internal static class OperatorRights
{
    public const int LongestName = 64;

    private static readonly SearchValues<char> NameCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.@+");

    private static readonly string[] RoleNames = ["viewer", "support", "tenant-admin", "admin"];

    public static IReadOnlyList<string> Roles => RoleNames;

    public static string NameOf(OperatorRole role) => RoleNames[(int)role - 1];

    public static OperatorRole? ParseRole(string? name) =>
        Array.FindIndex(RoleNames, known => known.Equals(name, StringComparison.OrdinalIgnoreCase)) is >= 0 and var index ? (OperatorRole)(index + 1) : null;

    /// <summary>Why this can not be an operator's name; null: it can.</summary>
    public static string? CheckName(string? name) =>
        string.IsNullOrEmpty(name) ? "A name is missing."
        : name.Length > LongestName ? $"A name has at most {LongestName} characters."
        : name.AsSpan().ContainsAnyExcept(NameCharacters) ? "A name is letters, digits and - _ . @ + only."
        : name.Equals(Actor.Timetable.Name, StringComparison.OrdinalIgnoreCase) ? $"Nobody can be called {Actor.Timetable.Name}: that is what does by itself what stands on a timetable."
        : null;

    /// <summary>Why these can not be the tenants of a scope; null: they can. Nobody would see that a star among them names no tenant.</summary>
    public static string? CheckTenants(IEnumerable<string> identifiers) =>
        identifiers.Contains("*", StringComparer.Ordinal) ? "No tenant is called *: choose all tenants, or name those that are meant." : null;

    /// <summary>An admin keeps all operators, also those of any tenant, so every tenant is within its reach anyway.</summary>
    public static TenantScope ScopeFor(OperatorRole role, TenantScope wanted) => role == OperatorRole.Admin ? TenantScope.All : wanted;

    public static string Describe(OperatorRole role, TenantScope scope) =>
        $"{NameOf(role)}; " + (scope.IsAll ? "all tenants"
            : scope.Identifiers.Count == 0 ? "no tenant"
            : "tenants " + string.Join(", ", scope.Identifiers.Order(StringComparer.Ordinal)));
}
