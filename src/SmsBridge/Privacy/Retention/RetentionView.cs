using System.Text.Json.Serialization;
using SmsBridge.Operators;

namespace SmsBridge.Privacy.Retention;

/// <summary>How long a tenant's data are kept, and what the last run took out.</summary>
/// <param name="RanAt">Absent: there was no run yet, or everything is kept for ever.</param>
/// <param name="Waits">Events that are old enough and not settled: each is looked at again by the next run.</param>
/// <param name="OverdueAt">When the oldest was to go that the last run did not come to; absent: there is none.</param>
internal sealed record RetentionView(string TenantId, IReadOnlyList<RetentionKindView> Kinds, DateTimeOffset? RanAt, long Waits, DateTimeOffset? OverdueAt);

/// <param name="Kind"><c>hooks</c>, <c>texts</c>, <c>notices</c>, <c>records</c>, <c>audit</c> or <c>parked</c>.</param>
/// <param name="Words">What that is.</param>
/// <param name="Days">0: for ever.</param>
/// <param name="IsOwn">By the tenant's own rule; else as the settings have it.</param>
/// <param name="LastRun">So many the last run took out: of notices notifications, of the audit entries, of the others events.</param>
/// <param name="Due">So many a run would look at now, counted up to a million; absent: it was not asked.</param>
internal sealed record RetentionKindView(string Kind, string Words, int Days, bool IsOwn, long LastRun, long? Due);

/// <summary>A tenant's own rule, in days: 0 keeps for ever, absent is as the settings have it.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record RetentionRequest(int? Hooks, int? Texts, int? Notices, int? Records, int? Audit = null, int? Parked = null);

/// <summary>It is so, or it is now.</summary>
internal sealed record RetentionShown(string Words, IReadOnlyList<RetentionView> Views) : Outcome.Done(Words);

/// <summary>A run is over.</summary>
internal sealed record RetentionRan(string Words, IReadOnlyDictionary<RetentionKind, long> Counts) : Outcome.Done(Words);

internal static class RetentionWords
{
    public static string Of(RetentionKind kind) => kind switch
    {
        RetentionKind.Hooks => "raw hooks",
        RetentionKind.Texts => "numbers and texts",
        RetentionKind.Notices => "partners' notices",
        RetentionKind.Audit => "audit",
        RetentionKind.Parked => "unreadable events",
        _ => "whole records",
    };

    /// <summary>As it is called on the command line and in the API.</summary>
    public static string Name(RetentionKind kind) => kind switch { RetentionKind.Hooks => "hooks", RetentionKind.Texts => "texts", RetentionKind.Notices => "notices", RetentionKind.Audit => "audit", RetentionKind.Parked => "parked", _ => "records" };

    public static string Of(int days) => days == 0 ? "for ever" : FormattableString.Invariant($"{days} days");
}
