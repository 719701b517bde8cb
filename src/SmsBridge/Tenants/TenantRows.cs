using SmsBridge.Store;

namespace SmsBridge.Tenants;

/// <summary>A row of <c>tenant</c>, secrets sealed.</summary>
internal sealed record TenantRow
{
    public const string Columns = """
        id AS Id, identifier AS Identifier, provider AS Provider, account_id AS AccountId, provider_token AS ProviderToken, shared_key AS SharedKey, sender AS Sender,
        core_endpoint AS CoreEndpoint, core_token AS CoreToken, core_username AS CoreUsername, core_password AS CorePassword,
        default_region AS DefaultRegion, created_at AS CreatedAt, registered_at AS RegisteredAt, verified_at AS VerifiedAt,
        unverified AS Unverified, paused_at AS PausedAt, pause_reason AS PauseReason, pause_detail AS PauseDetail,
        trusted_until AS TrustedUntil, updated_at AS UpdatedAt
        """;

    public long Id { get; init; }

    public string Identifier { get; init; } = "";

    public string Provider { get; init; } = "";

    public string AccountId { get; init; } = "";

    public string? ProviderToken { get; init; }

    public string? SharedKey { get; init; }

    public string Sender { get; init; } = "";

    public string? CoreEndpoint { get; init; }

    public string? CoreToken { get; init; }

    public string? CoreUsername { get; init; }

    public string? CorePassword { get; init; }

    public string? DefaultRegion { get; init; }

    public long CreatedAt { get; init; }

    public long RegisteredAt { get; init; }

    public long? VerifiedAt { get; init; }

    public string? Unverified { get; init; }

    public long? PausedAt { get; init; }

    public string? PauseReason { get; init; }

    public string? PauseDetail { get; init; }

    public long? TrustedUntil { get; init; }

    public long UpdatedAt { get; init; }

    /// <summary>The settings as columns, secrets sealed for this tenant.</summary>
    public static TenantRow Seal(string identifier, TenantSettings settings, SecretBox secrets) => new()
    {
        Identifier = identifier,
        Provider = settings.Provider,
        AccountId = settings.AccountId,
        ProviderToken = Seal(settings.ProviderToken, identifier, TokenUse, secrets),
        SharedKey = Seal(settings.SharedKey, identifier, SharedKeyUse, secrets),
        Sender = settings.Sender,
        CoreEndpoint = settings.CoreEndpoint,
        CoreToken = Seal(settings.CoreToken, identifier, "core token", secrets),
        CoreUsername = settings.CoreUsername,
        CorePassword = Seal(settings.CorePassword, identifier, "core password", secrets),
        DefaultRegion = settings.DefaultRegion,
    };

    public Tenant Open(SecretBox secrets) => new(
        Id,
        Identifier,
        new TenantSettings(
            Provider,
            AccountId,
            secrets.Open(ProviderToken, Purpose(Identifier, TokenUse)),
            Sender,
            CoreEndpoint,
            secrets.Open(CoreToken, Purpose(Identifier, "core token")),
            CoreUsername,
            secrets.Open(CorePassword, Purpose(Identifier, "core password")),
            DefaultRegion)
        {
            SharedKey = secrets.Open(SharedKey, Purpose(Identifier, SharedKeyUse)),
        },
        StoredTime.At(CreatedAt),
        StoredTime.At(RegisteredAt),
        StoredTime.At(VerifiedAt),
        Unverified,
        PausedAt is { } paused ? new TenantPause(StoredTime.At(paused), PauseReason ?? "", PauseDetail) : null)
    {
        TrustedUntil = StoredTime.At(TrustedUntil),
        HasCoreToken = CoreToken is not null,
        UpdatedAt = UpdatedAt,
    };

    internal const string TokenUse = "provider token";
    internal const string SharedKeyUse = "shared key";

    private static string? Seal(string? secret, string identifier, string what, SecretBox secrets) =>
        secret is null ? null : secrets.Seal(secret, Purpose(identifier, what));

    /// <summary>A secret belongs to one tenant and one use; copied elsewhere it does not open.</summary>
    internal static string Purpose(string identifier, string what) => $"tenant {identifier} {what}";
}

/// <summary>A row of <c>api_key</c>.</summary>
internal sealed record KeyRow
{
    public const string Columns = """
        id AS Id, tenant_id AS TenantId, kind AS Kind, hash AS Hash, prefix AS Prefix, created_at AS CreatedAt, valid_until AS ValidUntil,
        last_used_at AS LastUsedAt, name AS Name, scopes AS Scopes
        """;

    public long Id { get; init; }

    public long TenantId { get; init; }

    public KeyKind Kind { get; init; }

    public byte[] Hash { get; init; } = [];

    public string Prefix { get; init; } = "";

    public long CreatedAt { get; init; }

    public long? ValidUntil { get; init; }

    public long? LastUsedAt { get; init; }

    /// <summary>Of a program's key, with</summary>
    public string? Name { get; init; }

    /// <summary>what it is for.</summary>
    public long? Scopes { get; init; }
}
