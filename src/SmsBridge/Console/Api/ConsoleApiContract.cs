using System.Text.Json.Serialization;
using SmsBridge.Insight.Statistics;
using SmsBridge.Operators;
using SmsBridge.Operators.Sessions;
using SmsBridge.Tenants;

namespace SmsBridge.Console.Api;

internal sealed record DoneView(string Words);

/// <summary>Something shown only now.</summary>
internal sealed record SecretView(string Words, string Value)
{
    public override string ToString() => Words;
}

/// <param name="EventId">Look for it among the messages.</param>
internal sealed record StartedView(string Words, long EventId);

/// <summary>A tenant and how it does.</summary>
/// <param name="LastHookAt">Of the last that was not refused; null: none has ever arrived.</param>
/// <param name="Today">Of the hooks since midnight, where the operator is.</param>
internal sealed record TenantSummary(TenantView Tenant, DateTimeOffset? LastHookAt, OutcomeCounts Today)
{
    /// <summary>That its hooks are refused since the last good one; null: they are not.</summary>
    public AttentionItem? Refused { get; init; }
}

internal sealed record TenantSummaryList(IReadOnlyList<TenantSummary> Tenants);

/// <summary>A page of those who want no SMS, newest first.</summary>
/// <param name="Next">Relative address of the next older page; null: there are none.</param>
internal sealed record OptOutList(IReadOnlyList<OptOutItem> OptOuts, string? Next);

/// <param name="Number">Masked.</param>
/// <param name="Source"><c>inbound</c>: the client's reply; <c>provider</c>: a send was refused for it.</param>
/// <param name="LiftedAt">Lifted by the client's START, or by an operator.</param>
internal sealed record OptOutItem(string Number, string Sender, DateTimeOffset Since, string Source, DateTimeOffset? LiftedAt);

/// <summary>A page of the audit, newest first.</summary>
/// <param name="Next">Relative URL of the next older page; null on the last one.</param>
internal sealed record AuditPageView(IReadOnlyList<AuditView> Entries, string? Next)
{
    /// <summary>The row that the next page begins below.</summary>
    [JsonIgnore]
    public long? Older { get; init; }
}

/// <param name="Actor">Who did it, by name at that time.</param>
/// <param name="Source">Address it came from.</param>
/// <param name="Tenant">Whose matter it was; null: nobody's in particular.</param>
/// <param name="Reason">The operator's own words.</param>
internal sealed record AuditView(
    long Id, DateTimeOffset At, string Actor, string? Source, string Action, string? Tenant, string? Subject, string? Reason, string? Before, string? After);

internal sealed record OperatorListAnswer(IReadOnlyList<OperatorView> Operators);

[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record NewOperatorRequest(string? Name, string? Role, bool AllTenants, IReadOnlyList<string>? Tenants);

/// <summary>Absent stays.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record OperatorChangeRequest(string? Role, bool? AllTenants, IReadOnlyList<string>? Tenants, bool? Disabled);

/// <summary>What the bridge runs with, and how it does.</summary>
/// <param name="Health">By check: <c>Healthy</c>, or what is wrong in words.</param>
/// <param name="Backup">The latest made with <c>smsbridge backup</c> that this database knows of: of a copy that was put back, neither that copy nor those made after it. Null: none.</param>
internal sealed record SettingsView(string Version, IReadOnlyDictionary<string, string> Health, BackupInfo? Backup, IReadOnlyList<SettingItem> Settings);

/// <param name="At">It holds what was committed until then.</param>
internal sealed record BackupInfo(DateTimeOffset At, long Bytes, string Path);

/// <param name="Value">Never a secret.</param>
/// <param name="From">A file, the environment, the command line.</param>
internal sealed record SettingItem(string Name, string Value, string From);

/// <summary>The operator who asks.</summary>
/// <param name="TimeZone">IANA name; null: the browser's.</param>
internal sealed record AccountView(OperatorView Operator, string? TimeZone);

internal sealed record SessionListView(IReadOnlyList<SessionView> Sessions);

/// <summary>A session of the operator who asks.</summary>
/// <param name="IsCurrent">The one that asks.</param>
/// <param name="SeenAt">When it was last used, to the minute.</param>
/// <param name="EndsAt">However much it is used.</param>
/// <param name="Source">The address it was last used from.</param>
/// <param name="Browser">As it calls itself.</param>
internal sealed record SessionView(string Id, bool IsCurrent, DateTimeOffset StartedAt, DateTimeOffset SeenAt, DateTimeOffset EndsAt, string? Source, string? Browser)
{
    public static SessionView Of(OperatorSession session, string? current) =>
        new(session.Id, session.Id == current, session.StartedAt, session.SeenAt, session.EndsAt, session.Source, session.Browser);
}

/// <param name="TimeZone">IANA name; empty: the browser's.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record AccountRequest(string? TimeZone);

/// <param name="Reason">Why, for whoever looks next.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record PauseRequest(string? Reason);

/// <param name="Reason">Why; it stays on the audit, so it should not name the client.</param>
/// <param name="Confirm">False: it is only said what would be done.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record EraseRequest(string? Reason, bool Confirm);

/// <param name="Number">With its country code, or as the tenant's region writes it.</param>
/// <param name="Reason">How the client asked for SMS again; on the audit.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record OptInRequest(string? Number, string? Reason);

/// <param name="MakesUp">True: what is missing is made up without being asked for.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record GapRuleRequest(bool? MakesUp);

/// <param name="Identifier">The tenant's, typed again.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record DeleteRequest(string? Identifier);

[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record TestSmsRequest(string? Number);
