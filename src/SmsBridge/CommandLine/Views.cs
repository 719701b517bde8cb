using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using SmsBridge.Alarms;
using SmsBridge.Doctor;
using SmsBridge.Insight.EventLog;
using SmsBridge.Operators;
using SmsBridge.Rehearsal;
using SmsBridge.Routes;
using SmsBridge.Tenants;
using SmsBridge.TenantTexts;

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
/// <param name="Kind"><c>apiKey</c>, <c>webhookToken</c> or <c>appKey</c>.</param>
/// <param name="PreviousValidUntil">Null: there is no previous one, or it has ended.</param>
/// <param name="Sql">What puts an API key into the core; null for the others.</param>
internal sealed record KeyRotatedView(
    string TenantId, string Kind, string Key, DateTimeOffset? PreviousValidUntil, IReadOnlyList<string>? Sql, string? WebhookUrl);

/// <summary>A tenant that was paused, resumed or deleted.</summary>
/// <param name="Changed">False when it was so already.</param>
/// <param name="State"><c>active</c>, <c>unverified</c>, <c>paused</c> or <c>deleted</c>.</param>
internal sealed record TenantChangedView(string TenantId, bool Changed, string State, PauseView? Pause);

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

internal sealed record ProviderListView(IReadOnlyList<string> Providers);

/// <param name="Done">False: the database is a server's, and that is its own to do.</param>
internal sealed record VacuumView(bool Done, string Words);

internal sealed record RetentionListView(IReadOnlyList<SmsBridge.Privacy.Retention.RetentionView> Tenants);

/// <param name="Taken">By kind, as in <c>retention show</c>.</param>
internal sealed record RetentionRunView(string Words, IReadOnlyDictionary<string, long> Taken);

/// <param name="Address">Whoever knows it can report.</param>
internal sealed record ProviderAddressView(string TenantId, string Provider, string Address);

/// <summary>A call to a provider, the token hidden.</summary>
/// <param name="Sent">False: it was only shown.</param>
/// <param name="HttpStatus">Of the answer; null: none came.</param>
internal sealed record ProviderTryView(
    string TenantId, string Provider, string Method, string Url, IReadOnlyList<string> Headers, string Body, bool Sent, int? HttpStatus, string? Answer, string? Verdict)
{
    /// <summary>What was answered, where it was not by HTTP.</summary>
    public string? Words { get; init; }
}

internal sealed record HookListView(string TenantId, IReadOnlyList<HookView> Hooks);

internal sealed record HookTemplateListView(string TenantId, IReadOnlyList<HookTemplateView> Templates, IReadOnlyList<string> Events);

internal sealed record HookTemplateView(long Id, string Name, IReadOnlyList<HookFieldView> Fields);

internal sealed record HookFieldView(string Name, string? Type, bool Optional);

/// <param name="Changed">False when there was nothing to do.</param>
/// <param name="KeyForgotten">The core registers at the bridge with the hook's next event.</param>
internal sealed record HookChangedView(string TenantId, long Id, bool Changed, bool KeyForgotten, HookView? Hook);

internal sealed record HookDeletedView(string TenantId, long Id);

internal sealed record OperatorListView(IReadOnlyList<OperatorView> Operators);

/// <summary>An operator that was added or has a new password.</summary>
/// <param name="Password">Shown this once; null: it came from stdin.</param>
internal sealed record OperatorPasswordView(string Name, string Rights, string? Password)
{
    public override string ToString() => Name;
}

/// <param name="State"><c>enabled</c> or <c>disabled</c>.</param>
internal sealed record OperatorChangedView(string Name, string State);

/// <param name="Changed">False: there was none.</param>
internal sealed record SecondFactorResetView(string Name, bool Changed, string Words);

/// <summary>Of an operator who was signed out everywhere.</summary>
internal sealed record SessionsEndedView(string Name);

/// <summary>A test that was sent.</summary>
internal sealed record AlarmTestView(string Words);

/// <summary>A backup that was made.</summary>
/// <param name="At">It holds what was committed until then.</param>
internal sealed record BackupView(string Path, DateTimeOffset At, long Bytes, long TookMs);

/// <summary>What is in the bucket.</summary>
internal sealed record RemoteBackupListView(string Place, IReadOnlyList<RemoteBackupView> Backups);

/// <param name="At">Of when it is, by its name.</param>
internal sealed record RemoteBackupView(string Name, DateTimeOffset At, long Bytes);

/// <summary>A backup that is in the bucket now.</summary>
/// <param name="Sha256">Of all of it: 64 hex digits.</param>
internal sealed record BackupSentView(string Place, string Name, DateTimeOffset At, long Bytes, string Sha256);

/// <summary>A backup that was brought back.</summary>
internal sealed record BackupFetchedView(string Path, long Bytes, string Sha256);

/// <summary>A backup that was put back.</summary>
/// <param name="BackupAt">It holds what was done until then.</param>
/// <param name="Former">Where the database is that was in its place; null: there was none.</param>
internal sealed record RestoredView(string Path, DateTimeOffset BackupAt, DateTimeOffset RestoredAt, string? Former);

/// <summary>What <c>storage copy</c> moved.</summary>
internal sealed record StorageCopiedView(IReadOnlyList<CopiedTableView> Tables);

/// <summary>A table, the same on both sides.</summary>
/// <param name="Checksum">Of all its rows: 32 hex digits.</param>
internal sealed record CopiedTableView(string Table, long Rows, string Checksum);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, WriteIndented = true)]
[JsonSerializable(typeof(TenantListView))]
[JsonSerializable(typeof(PendingListView))]
[JsonSerializable(typeof(PendingDecidedView))]
[JsonSerializable(typeof(TenantView))]
[JsonSerializable(typeof(TenantAddedView))]
[JsonSerializable(typeof(KeyRotatedView))]
[JsonSerializable(typeof(SmsBridge.Tenants.ProgramKeys.ProgramKeyListView))]
[JsonSerializable(typeof(SmsBridge.Tenants.ProgramKeys.NewProgramKeyView))]
[JsonSerializable(typeof(TenantChangedView))]
[JsonSerializable(typeof(DoctorView))]
[JsonSerializable(typeof(ConnectView))]
[JsonSerializable(typeof(EventsView))]
[JsonSerializable(typeof(ParkedListView))]
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
[JsonSerializable(typeof(SmsBridge.Partners.PublicKeyData))]
[JsonSerializable(typeof(SignatureView))]
[JsonSerializable(typeof(SmsBridge.Partners.Notices.Resends.NoticeResendPlanView))]
[JsonSerializable(typeof(SmsBridge.Partners.Notices.Resends.NoticeResendView))]
[JsonSerializable(typeof(OperatorListView))]
[JsonSerializable(typeof(OperatorPasswordView))]
[JsonSerializable(typeof(OperatorChangedView))]
[JsonSerializable(typeof(SecondFactorResetView))]
[JsonSerializable(typeof(SessionsEndedView))]
[JsonSerializable(typeof(ProviderListView))]
[JsonSerializable(typeof(ProviderAddressView))]
[JsonSerializable(typeof(ProviderTryView))]
[JsonSerializable(typeof(BackupView))]
[JsonSerializable(typeof(RemoteBackupListView))]
[JsonSerializable(typeof(BackupSentView))]
[JsonSerializable(typeof(BackupFetchedView))]
[JsonSerializable(typeof(RestoredView))]
[JsonSerializable(typeof(SmsBridge.Restores.RestoreStatusView))]
[JsonSerializable(typeof(StorageCopiedView))]
[JsonSerializable(typeof(ConfigCheckView))]
[JsonSerializable(typeof(ConfigShowView))]
[JsonSerializable(typeof(HealthView))]
[JsonSerializable(typeof(VerifyView))]
[JsonSerializable(typeof(TextListView))]
[JsonSerializable(typeof(RehearsalView))]
[JsonSerializable(typeof(TextView))]
[JsonSerializable(typeof(TextFile))]
[JsonSerializable(typeof(SmsBridge.TenantTexts.DataTables.DataTableListView))]
[JsonSerializable(typeof(SmsBridge.TenantTexts.ClientLanguages.LanguageChoiceView))]
[JsonSerializable(typeof(ChangedView))]
[JsonSerializable(typeof(RoutesView))]
[JsonSerializable(typeof(SmsBridge.Gaps.GapListView))]
[JsonSerializable(typeof(SmsBridge.Holding.SurgeView))]
[JsonSerializable(typeof(SmsBridge.Holding.Spending.SpendView))]
[JsonSerializable(typeof(SmsBridge.Holding.Digests.DigestView))]
[JsonSerializable(typeof(SmsBridge.Holding.Consents.ConsentView))]
[JsonSerializable(typeof(SmsBridge.Holding.Consents.ConsentNumberView))]
[JsonSerializable(typeof(SmsBridge.Holding.ImportPausesView))]
[JsonSerializable(typeof(SmsBridge.Schedules.ScheduleView))]
[JsonSerializable(typeof(SmsBridge.Schedules.SchedulePreviewView))]
[JsonSerializable(typeof(SmsBridge.Schedules.Reports.CoreReportListView))]
[JsonSerializable(typeof(SmsBridge.Schedules.Reports.CoreReportPreviewView))]
[JsonSerializable(typeof(AlarmReceiversView))]
[JsonSerializable(typeof(AlarmTestView))]
[JsonSerializable(typeof(SmsBridge.Privacy.ErasureView))]
[JsonSerializable(typeof(RetentionListView))]
[JsonSerializable(typeof(RetentionRunView))]
[JsonSerializable(typeof(SmsBridge.Insight.ClientRecords.ClientExport))]
[JsonSerializable(typeof(VacuumView))]
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
