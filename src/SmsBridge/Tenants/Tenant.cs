using SmsBridge.Messages;

namespace SmsBridge.Tenants;

/// <summary>A registered tenant as the running bridge knows it, secrets opened.</summary>
/// <param name="Id">Our number for it; a later registration of a deleted tenant gets a new one.</param>
/// <param name="Identifier">The core's name for it, case-sensitive.</param>
/// <param name="ProviderToken">Null when it can not be decrypted (key ring lost).</param>
/// <param name="CoreEndpoint">As registered, normalised; null: the operator's setting.</param>
/// <param name="CoreToken">base64(user:password); null: the operator's setting.</param>
/// <param name="DefaultRegion">For numbers without a country; null: the operator's setting.</param>
internal sealed record Tenant(
    long Id,
    string Identifier,
    string Provider,
    string AccountId,
    string? ProviderToken,
    string Sender,
    string? CoreEndpoint,
    string? CoreToken,
    string? DefaultRegion,
    DateTimeOffset CreatedAt)
{
    /// <summary>The account to send with; null when the stored token can not be opened.</summary>
    public SenderAccount? SenderAccount =>
        ProviderToken is null ? null : new SenderAccount(Provider, AccountId, ProviderToken, Sender);

    /// <summary>Never the secrets.</summary>
    public override string ToString() => $"tenant {Id} ({Identifier})";
}

/// <summary>A key as the bridge knows it: its hash and who may use it.</summary>
/// <param name="ValidUntil">Null for the tenant's current key.</param>
internal sealed record KnownKey(long Id, Tenant Tenant, string Prefix, DateTimeOffset CreatedAt, DateTimeOffset? ValidUntil);
