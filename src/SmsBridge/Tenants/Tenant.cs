using SmsBridge.Core;
using SmsBridge.Gateways;
using SmsBridge.Messages;
using SmsBridge.Tenants.ProgramKeys;

namespace SmsBridge.Tenants;

/// <summary>A registered tenant as the running bridge knows it, secrets opened.</summary>
/// <param name="Id">Our number for it; a later registration of a deleted tenant gets a new one.</param>
/// <param name="Identifier">The core's name for it, case-sensitive.</param>
/// <param name="RegisteredAt">The latest successful registration.</param>
/// <param name="VerifiedAt">When core and provider last accepted it; null: never yet.</param>
/// <param name="Unverified">What could not be checked yet, in words; null: proved.</param>
/// <param name="Pause">Set while its events wait.</param>
internal sealed record Tenant(
    long Id,
    string Identifier,
    TenantSettings Settings,
    DateTimeOffset CreatedAt,
    DateTimeOffset RegisteredAt,
    DateTimeOffset? VerifiedAt,
    string? Unverified,
    TenantPause? Pause)
{
    /// <summary>Set while nobody has proved it: taken on trust until then. Null: proved once, or added by an operator.</summary>
    public DateTimeOffset? TrustedUntil { get; init; }

    /// <summary>A registration brought a token for the core; whether it can be opened is another matter.</summary>
    public bool HasCoreToken { get; init; }

    /// <summary>When anything about it last changed, in milliseconds: who decides by what he has read can say so.</summary>
    public long UpdatedAt { get; init; }

    /// <summary>The account to send with; null when the stored token can not be opened.</summary>
    public SenderAccount? SenderAccount => Settings.ToSenderAccount();

    /// <summary>For numbers without a country; null: the operator's setting.</summary>
    public string? DefaultRegion => Settings.DefaultRegion;

    /// <summary>
    /// The credential this tenant has still to prove itself with; null once core and provider have accepted it, or when it brought none. Until
    /// then the operator's credential is not lent to it: whoever registered while the core was away may be anybody.
    /// </summary>
    public CoreCredential? Unproved => VerifiedAt is null ? Settings.ToCoreCredential() : null;

    /// <summary>For people: what an operator added counts as registered before the race window, so that its core can register at once.</summary>
    public DateTimeOffset ShownRegisteredAt => RegisteredAt > CreatedAt ? RegisteredAt : CreatedAt;

    /// <summary><c>paused</c>, <c>unverified</c> or <c>active</c>.</summary>
    public string State => Pause is not null ? "paused" : Unverified is not null ? "unverified" : "active";

    /// <summary>Never the secrets.</summary>
    public override string ToString() => $"tenant {Id} ({Identifier})";
}

/// <summary>Why a tenant's events wait.</summary>
/// <param name="Reason">Code of <see cref="Reasons"/>.</param>
/// <param name="Detail">The core's or the provider's own words.</param>
internal sealed record TenantPause(DateTimeOffset Since, string Reason, string? Detail)
{
    /// <summary>True when a person paused it: only a person resumes it.</summary>
    public bool IsByOperator => Reason == Reasons.PausedByOperator;
}

/// <summary>What a tenant chose or its registration brought: everything that a proof looks at. Null members fall back to the operator's settings.</summary>
/// <param name="ProviderToken">Null when it can not be decrypted (key ring lost).</param>
/// <param name="CoreEndpoint">As registered, normalised.</param>
/// <param name="CoreToken">base64(user:password) of whoever triggered the first event.</param>
/// <param name="CoreUsername">A service user; with its password it wins over <paramref name="CoreToken"/>.</param>
internal sealed record TenantSettings(
    string Provider,
    string AccountId,
    string? ProviderToken,
    string Sender,
    string? CoreEndpoint,
    string? CoreToken,
    string? CoreUsername,
    string? CorePassword,
    string? DefaultRegion)
{
    /// <summary>Twilio's SharedKey, when it signs reports and replies with one; null: with the token, or the secret can not be decrypted.</summary>
    public string? SharedKey { get; init; }

    public SenderAccount? ToSenderAccount() =>
        ProviderToken is null ? null : new SenderAccount(Provider, AccountId, ProviderToken, Sender) { SharedKey = SharedKey };

    /// <summary>Whether these name the provider account that <paramref name="other"/> names, with whatever token.</summary>
    public bool IsSameAccount(TenantSettings other) => Provider == other.Provider && AccountId == other.AccountId;

    /// <summary>The tenant's own credential for its core; null: the operator's.</summary>
    public CoreCredential? ToCoreCredential() =>
        CoreUsername is not null && CorePassword is not null ? new CoreCredential.UserPassword(CoreUsername, CorePassword)
        : CoreCredential.BasicToken.IsWellFormed(CoreToken) ? new CoreCredential.BasicToken(CoreToken!)
        : null;

    /// <summary>Never the secrets.</summary>
    public override string ToString() => $"{Provider}:{AccountId} from {Sender}, core {CoreEndpoint}";
}

/// <summary>What a key opens. Stored as these numbers.</summary>
internal enum KeyKind
{
    /// <summary>Everything of the tenant: hooks, log, settings.</summary>
    ApiKey = 1,

    /// <summary>Only posting hooks, as part of a URL, for the core's "Web" template, which sends no key.</summary>
    WebhookToken = 2,

    /// <summary>Only the calls of a message gateway (message-gateway.md 1): what the core's SMS campaigns send as <c>tenant_app_key</c>.</summary>
    AppKey = 3,

    /// <summary>What its scopes say, for a program of the tenant's; it may have any number of them.</summary>
    Program = 4,
}

/// <summary>A key as the bridge knows it: its hash and who may use it.</summary>
/// <param name="ValidUntil">Null for the tenant's current key of the kind, and for a program's that works until it is ended.</param>
/// <param name="LastUsedAt">To the minute, of a program's to the hour; null: never.</param>
internal sealed record KnownKey(
    long Id, Tenant Tenant, KeyKind Kind, string Prefix, DateTimeOffset CreatedAt, DateTimeOffset? ValidUntil, DateTimeOffset? LastUsedAt)
{
    /// <summary>Set for a program's key, which opens no more than that.</summary>
    public ProgramGrant? Program { get; init; }
}
