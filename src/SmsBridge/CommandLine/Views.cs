using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using SmsBridge.EventLog;
using SmsBridge.Tenants;

namespace SmsBridge.CommandLine;

internal sealed record TenantListView(IReadOnlyList<TenantView> Tenants);

/// <summary>A tenant that was added.</summary>
/// <param name="ApiKey">Shown this once.</param>
/// <param name="Sql">What puts the key into the core, in order.</param>
/// <param name="Unverified">What could not be checked; null: proved.</param>
/// <param name="PayloadUrl">For the hook; null when Bridge:PublicUrl is not set.</param>
internal sealed record TenantAddedView(
    string TenantId, string State, string? Unverified, string ApiKey, IReadOnlyList<string> Sql, string? PayloadUrl, string? WebhookToken, string? WebhookUrl);

/// <summary>A new key, shown this once.</summary>
/// <param name="Kind"><c>apiKey</c> or <c>webhookToken</c>.</param>
/// <param name="PreviousValidUntil">Null: there is no previous one, or it has ended.</param>
/// <param name="Sql">What puts an API key into the core; null for a webhook token.</param>
internal sealed record KeyRotatedView(
    string TenantId, string Kind, string Key, DateTimeOffset? PreviousValidUntil, IReadOnlyList<string>? Sql, string? WebhookUrl);

/// <summary>A tenant that was paused, resumed or deleted.</summary>
/// <param name="Changed">False when it was so already.</param>
/// <param name="State"><c>active</c>, <c>unverified</c>, <c>paused</c> or <c>deleted</c>.</param>
internal sealed record TenantChangedView(string TenantId, bool Changed, string State, PauseView? Pause);

[JsonConverter(typeof(JsonStringEnumConverter<CheckOutcome>))]
internal enum CheckOutcome
{
    [JsonStringEnumMemberName("passed")]
    Passed,

    /// <summary>Works, but not as well as it could, or not for long.</summary>
    [JsonStringEnumMemberName("warning")]
    Warning,

    /// <summary>Could not be found out now.</summary>
    [JsonStringEnumMemberName("unknown")]
    Unknown,

    [JsonStringEnumMemberName("failed")]
    Failed,
}

/// <summary>One thing that was looked at.</summary>
/// <param name="Remedy">Who does what about it.</param>
internal sealed record CheckView(string Name, CheckOutcome Outcome, string Words, string? Remedy = null)
{
    /// <summary>True for what keeps SMS from going out, or may.</summary>
    [JsonIgnore]
    public bool IsTrouble => Outcome is CheckOutcome.Failed or CheckOutcome.Unknown;
}

/// <summary>What cores have to call.</summary>
/// <param name="PayloadUrl">For the hook; the same for every version.</param>
internal sealed record CoreCalls(string PayloadUrl, IReadOnlyList<VersionCalls> ByVersion);

/// <param name="Events">Where this version then sends events</param>
/// <param name="Registration">and where it asks for its key.</param>
internal sealed record VersionCalls(string Versions, string Events, string Registration);

/// <summary>What <c>tenant verify</c> found.</summary>
/// <param name="Next">What to do, most urgent first; empty when all is well.</param>
internal sealed record DoctorView(
    string TenantId, string State, IReadOnlyList<CheckView> Checks, CoreCalls? CoreCalls, EventView? LastEvent, IReadOnlyList<string> Next);

/// <summary>What <c>tenant connect</c> did and found.</summary>
/// <param name="LastEvents">Newest first.</param>
internal sealed record ConnectView(
    string TenantId, IReadOnlyList<CheckView> Steps, HookView? Hook, IReadOnlyList<EventView> LastEvents, IReadOnlyList<string> Next);

/// <summary>A hook of the core.</summary>
/// <param name="Events">As <c>ENTITY/ACTION</c>.</param>
/// <param name="Config">Secrets masked unless asked for.</param>
/// <param name="ApiKeys">How many keys the core stored for it; 1 is right, 0 until its first event.</param>
internal sealed record HookView(
    long Id, string Name, string DisplayName, bool IsActive, IReadOnlyList<string> Events, IReadOnlyDictionary<string, string> Config, int ApiKeys,
    DateOnly? CreatedAt, DateOnly? UpdatedAt, long? TemplateId);

internal sealed record HookListView(string TenantId, IReadOnlyList<HookView> Hooks);

internal sealed record HookTemplateListView(string TenantId, IReadOnlyList<HookTemplateView> Templates, IReadOnlyList<string> Events);

internal sealed record HookTemplateView(long Id, string Name, IReadOnlyList<HookFieldView> Fields);

internal sealed record HookFieldView(string Name, string? Type, bool Optional);

/// <param name="Changed">False when there was nothing to do.</param>
/// <param name="KeyForgotten">The core registers at the bridge with the hook's next event.</param>
internal sealed record HookChangedView(string TenantId, long Id, bool Changed, bool KeyForgotten, HookView? Hook);

internal sealed record HookDeletedView(string TenantId, long Id);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, WriteIndented = true)]
[JsonSerializable(typeof(TenantListView))]
[JsonSerializable(typeof(TenantView))]
[JsonSerializable(typeof(TenantAddedView))]
[JsonSerializable(typeof(KeyRotatedView))]
[JsonSerializable(typeof(TenantChangedView))]
[JsonSerializable(typeof(DoctorView))]
[JsonSerializable(typeof(ConnectView))]
[JsonSerializable(typeof(HookView))]
[JsonSerializable(typeof(HookListView))]
[JsonSerializable(typeof(HookTemplateListView))]
[JsonSerializable(typeof(HookChangedView))]
[JsonSerializable(typeof(HookDeletedView))]
[JsonSerializable(typeof(PartnerListView))]
[JsonSerializable(typeof(PartnerView))]
[JsonSerializable(typeof(PartnerAddedView))]
[JsonSerializable(typeof(PartnerRotatedView))]
[JsonSerializable(typeof(PartnerRemovedView))]
[JsonSerializable(typeof(SubscriptionListView))]
[JsonSerializable(typeof(SecretRotatedView))]
[JsonSerializable(typeof(SignatureView))]
internal sealed partial class CommandLineJson : JsonSerializerContext;

/// <summary>What verbs write JSON with.</summary>
internal static class ResultJson
{
    /// <summary>With quotes and plus signs as they are: it is read in terminals, not in web pages.</summary>
    public static readonly CommandLineJson Of = new(new JsonSerializerOptions(CommandLineJson.Default.Options)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });
}
