using System.Text.Json.Serialization;
using SmsBridge.Tenants.ProgramKeys;
using SmsBridge.Web;

namespace SmsBridge.Tenants;

/// <summary>A tenant's settings and state as GET shows them: no secret, not even masked.</summary>
/// <param name="State"><c>active</c>, <c>unverified</c> or <c>paused</c>.</param>
/// <param name="Unverified">What could not be checked yet.</param>
/// <param name="HasCoreToken">A registration brought a token for the core.</param>
internal sealed record TenantView(
    string TenantId, string State, PauseView? Pause, string? Unverified, string SmsProvider, string SmsProviderAccountId, string PhoneNo,
    string? Endpoint, string? CoreUsername, bool HasCoreToken, string? DefaultRegion, DateTimeOffset RegisteredAt, DateTimeOffset? VerifiedAt,
    IReadOnlyList<KeyView> Keys)
{
    /// <summary>Whether it has a SharedKey for the provider's signatures.</summary>
    public bool HasSharedKey { get; init; }

    public static TenantView Of(Tenant tenant, IEnumerable<KnownKey> keys, KeyUsage usage) => new(
        tenant.Identifier, tenant.State, PauseView.Of(tenant.Pause), tenant.Unverified, tenant.Settings.Provider, tenant.Settings.AccountId,
        tenant.Settings.Sender, tenant.Settings.CoreEndpoint, tenant.Settings.CoreUsername, tenant.HasCoreToken,
        tenant.DefaultRegion, tenant.ShownRegisteredAt, tenant.VerifiedAt,
        [.. keys.Select(key => new KeyView(
            key.Kind switch { KeyKind.ApiKey => "apiKey", KeyKind.AppKey => "appKey", _ => "webhookToken" }, key.Prefix, key.CreatedAt, key.ValidUntil, usage.LastUsed(key)))])
    {
        HasSharedKey = tenant.Settings.SharedKey is not null,
    };
}

/// <summary>Why a tenant's events wait, and who does what about it.</summary>
internal sealed record PauseView(DateTimeOffset Since, string Reason, string Explanation, string Remedy, string? Detail)
{
    public static PauseView? Of(TenantPause? pause)
    {
        if (pause is null)
        {
            return null;
        }

        var reason = Messages.Reasons.Explain(pause.Reason);
        return new PauseView(pause.Since, reason.Code, reason.Meaning, reason.Remedy, pause.Detail);
    }
}

/// <summary>A key as lists show it.</summary>
/// <param name="Kind"><c>apiKey</c>, <c>webhookToken</c> or <c>appKey</c>.</param>
/// <param name="Prefix">Its first six characters.</param>
/// <param name="ValidUntil">Null for the current key.</param>
/// <param name="LastUsedAt">To the minute; null: never.</param>
internal sealed record KeyView(string Kind, string Prefix, DateTimeOffset CreatedAt, DateTimeOffset? ValidUntil, DateTimeOffset? LastUsedAt);

/// <summary>
/// Settings to change. PATCH: what is absent stays. PUT: provider, account, token and sender are required, and what else is absent falls
/// back to the operator's settings. An empty text clears an optional setting. A member it does not know is refused: a misspelled one must
/// not pass for a change.
/// </summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record SettingsRequest
{
    public string? SmsProvider { get; init; }

    public string? SmsProviderAccountId { get; init; }

    public string? SmsProviderToken { get; init; }

    /// <summary>
    /// The secret of Twilio's SharedKey, when a webhook rule signs with one. It belongs to the account: another account without another key
    /// clears it.
    /// </summary>
    public string? SmsProviderSharedKey { get; init; }

    /// <summary>The sender.</summary>
    public string? PhoneNo { get; init; }

    public string? DefaultRegion { get; init; }

    /// <summary>The core's address.</summary>
    public string? Endpoint { get; init; }

    public string? CoreUsername { get; init; }

    public string? CorePassword { get; init; }

    public override string ToString() => "settings";
}

/// <summary>A new webhook token, shown once.</summary>
/// <param name="Url">The payload URL for the core's "Web" template.</param>
internal sealed record WebhookTokenView(string WebhookToken, string Url);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(RegistrationRequest))]
[JsonSerializable(typeof(SettingsRequest))]
[JsonSerializable(typeof(TenantView))]
[JsonSerializable(typeof(WebhookTokenView))]
[JsonSerializable(typeof(ProgramKeyRequest))]
[JsonSerializable(typeof(ProgramKeyListView))]
[JsonSerializable(typeof(NewProgramKeyView))]
[JsonSerializable(typeof(string))]
internal sealed partial class TenantsJson : JsonSerializerContext
{
    /// <summary>For answers.</summary>
    public static TenantsJson Readable => field ??= new TenantsJson(JsonAnswers.Readable(Default.Options));
}
