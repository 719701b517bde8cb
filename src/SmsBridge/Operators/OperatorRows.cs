using SmsBridge.Store;

namespace SmsBridge.Operators;

/// <summary>A row of <c>operator</c>, with its tenants in one column.</summary>
internal sealed record OperatorRow
{
    private const string Between = "\n"; // never in an identifier: it is a header's value

    public const string Columns = $"""
        id AS Id, name AS Name, password_hash AS PasswordHash, stamp AS Stamp, role AS Role, all_tenants AS AllTenants, time_zone AS TimeZone,
        failed_sign_ins AS FailedSignIns, locked_until AS LockedUntil, created_at AS CreatedAt, password_changed_at AS PasswordChangedAt,
        last_sign_in_at AS LastSignInAt, disabled_at AS DisabledAt,
        (SELECT set_up_at FROM operator_factor WHERE operator_id = operator.id) AS SecondFactorAt,
        (SELECT issuer FROM operator_identity WHERE operator_id = operator.id) AS Issuer,
        (SELECT subject FROM operator_identity WHERE operator_id = operator.id) AS Subject,
        (SELECT string_agg(identifier, '{Between}') FROM operator_tenant WHERE operator_id = operator.id) AS Tenants
        """;

    public long Id { get; init; }

    public string Name { get; init; } = "";

    public string PasswordHash { get; init; } = "";

    public string Stamp { get; init; } = "";

    public OperatorRole Role { get; init; }

    public bool AllTenants { get; init; }

    public string? TimeZone { get; init; }

    public int FailedSignIns { get; init; }

    public long? LockedUntil { get; init; }

    public long CreatedAt { get; init; }

    public long PasswordChangedAt { get; init; }

    public long? LastSignInAt { get; init; }

    public long? DisabledAt { get; init; }

    public long? SecondFactorAt { get; init; }

    public string? Issuer { get; init; }

    public string? Subject { get; init; }

    public string? Tenants { get; init; }

    public OperatorCredential ToCredential() => new(ToAccount(), PasswordHash, Stamp, FailedSignIns);

    public OperatorAccount ToAccount() => new(
        Id, Name, Role, AllTenants ? TenantScope.All : TenantScope.Of(Tenants?.Split(Between) ?? []),
        TimeZone, StoredTime.At(CreatedAt), StoredTime.At(PasswordChangedAt), StoredTime.At(LastSignInAt), StoredTime.At(LockedUntil), StoredTime.At(DisabledAt),
        StoredTime.At(SecondFactorAt), Issuer is null || Subject is null ? null : new OperatorIdentity(Issuer, Subject));
}

[System.Text.Json.Serialization.JsonSerializable(typeof(Dictionary<string, string>))]
internal sealed partial class OperatorsJson : System.Text.Json.Serialization.JsonSerializerContext;
