namespace SmsBridge.Operators;

/// <summary>An operator as lists show it.</summary>
/// <param name="Role"><c>viewer</c>, <c>support</c>, <c>tenant-admin</c> or <c>admin</c>.</param>
/// <param name="Tenants">By the core's name for them; empty with all.</param>
/// <param name="State"><c>enabled</c> or <c>disabled</c>.</param>
/// <param name="SecondFactorAt">When a second factor was set up; absent: there is none.</param>
/// <param name="Issuer">The provider of OpenID Connect it signs in by; absent: it signs in with a password.</param>
/// <param name="Subject">What that provider calls it.</param>
internal sealed record OperatorView(
    string Name, string Role, bool AllTenants, IReadOnlyList<string> Tenants, string State, DateTimeOffset CreatedAt, DateTimeOffset PasswordChangedAt,
    DateTimeOffset? LastSignInAt, DateTimeOffset? LockedUntil, DateTimeOffset? SecondFactorAt, string? Issuer, string? Subject)
{
    public static OperatorView Of(OperatorAccount account) => new(
        account.Name, OperatorRights.NameOf(account.Role), account.Scope.IsAll, [.. account.Scope.Identifiers.Order(StringComparer.Ordinal)],
        account.DisabledAt is null ? "enabled" : "disabled", account.CreatedAt, account.PasswordChangedAt, account.LastSignInAt, account.LockedUntil,
        account.SecondFactorAt, account.Identity?.Issuer, account.Identity?.Subject);
}
