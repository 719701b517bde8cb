using System.Text.Json.Serialization;
using SmsBridge.Web;

namespace SmsBridge.Insight.Statistics;

/// <summary>How events ended, or stand now. Every event is in exactly one.</summary>
/// <param name="Waiting">Queued or being sent.</param>
/// <param name="Sent">Taken by the provider, delivery not (yet) reported.</param>
/// <param name="Failed">Undelivered, failed or given up, for whatever reason: also what nobody was to be told of.</param>
/// <param name="Duplicates">Suppressed repeats.</param>
internal sealed record OutcomeCounts(long Waiting, long Sent, long Delivered, long Failed, long Duplicates, long Ignored, long Refused)
{
    public static OutcomeCounts None { get; } = new(0, 0, 0, 0, 0, 0, 0);

    /// <summary>Of the failed: those that had left, and that the carrier reported as failed.</summary>
    public long Undelivered { get; init; }

    /// <summary>Not delivered so far for a reason that may pass, and a second SMS is planned for later.</summary>
    public long Planned { get; init; }

    /// <summary>Those with a message.</summary>
    public long Messages => Waiting + Sent + Delivered + Failed + Planned;

    /// <summary>
    /// Confirmed as delivered, of all messages, from 0 to 1: what never left, waits or is not confirmed was not told either. Also those that nobody was to be
    /// told of (an import pause, an opt-out, a rule) are among them; the reasons say how many. Null: nothing has come to an end yet.
    /// </summary>
    public double? DeliveredShare => Delivered + Failed > 0 ? (double)Delivered / Messages : null;

    public static OutcomeCounts operator +(OutcomeCounts a, OutcomeCounts b) => new(
        a.Waiting + b.Waiting, a.Sent + b.Sent, a.Delivered + b.Delivered, a.Failed + b.Failed, a.Duplicates + b.Duplicates, a.Ignored + b.Ignored,
        a.Refused + b.Refused) { Undelivered = a.Undelivered + b.Undelivered, Planned = a.Planned + b.Planned };
}

/// <summary>From hook to sent, in milliseconds: half are faster than p50, 95 of 100 than p95. Null: none was sent.</summary>
internal sealed record LatencyView(double? P50, double? P95);

/// <summary>One step of a chart.</summary>
/// <param name="At">Its start; it is as long as the window's step.</param>
internal sealed record StatisticsPoint(DateTimeOffset At, OutcomeCounts Counts, LatencyView HookToSent);

/// <param name="Tenant">The core's name for it; null: hooks of no tenant we know.</param>
internal sealed record TenantCounts(string? Tenant, OutcomeCounts Counts);

/// <param name="Explanation">The reason in words.</param>
internal sealed record ReasonCount(string Reason, string Explanation, long Count);

/// <param name="Entity">Empty together with the action: none could be read.</param>
internal sealed record EventTypeCounts(string Entity, string Action, OutcomeCounts Counts);

/// <summary>A window of time by the hooks that arrived in it: how they stand by now.</summary>
/// <param name="Window"><c>1h</c>, <c>24h</c>, <c>7d</c> or <c>30d</c>.</param>
/// <param name="Step">Length of a point.</param>
/// <param name="Points">Oldest first, without gaps; the last one is not over.</param>
/// <param name="Reasons">Why messages failed, and why events were set aside; most frequent first, at most fifty.</param>
/// <param name="Tenants">Most messages first, at most twenty.</param>
internal sealed record StatisticsView(
    string Window, DateTimeOffset From, TimeSpan Step, OutcomeCounts Counts, LatencyView HookToSent, IReadOnlyList<StatisticsPoint> Points,
    IReadOnlyList<ReasonCount> Reasons, IReadOnlyList<TenantCounts> Tenants, IReadOnlyList<EventTypeCounts> EventTypes);

/// <summary>What waits at this moment, whenever it came.</summary>
/// <param name="Oldest">Since when the oldest waits; null: nothing does, or only for the end of quiet hours.</param>
/// <param name="InDoubt">It is being found out whether they left.</param>
internal sealed record WaitingNow(long Count, DateTimeOffset? Oldest, long InDoubt);

/// <summary>The tiles: what waits now, and what came since a moment, as it stands by now.</summary>
/// <param name="Waiting">Counted up to ten thousand of each tenant.</param>
/// <param name="OldestWaiting">Since when the oldest waits; absent: nothing does, or only for the end of quiet hours.</param>
/// <param name="InDoubt">It is being found out whether they left, or nobody could.</param>
internal sealed record TodayView(DateTimeOffset Since, long Waiting, DateTimeOffset? OldestWaiting, long InDoubt, OutcomeCounts Counts);

/// <summary>Something a person should look at.</summary>
/// <param name="Kind"><c>refused_hooks</c>, <c>paused</c>, <c>reconciling</c>, <c>unverified</c>, <c>silent</c>, <c>waiting</c>, <c>surge_held</c>, <c>spend_cap</c>, <c>import_pause</c>, <c>registration_pending</c>, <c>route_left_out</c>, <c>route_weak</c>, <c>report_parked</c>, <c>retention_behind</c>, <c>gaps_missing</c>, <c>key_adopted</c>, <c>old_key</c>, <c>partner_disabled</c>, <c>disk_low</c>, <c>backup_old</c>, <c>backup_not_sent</c>, <c>events_unknown_tenant</c>, <c>alarm_failing</c>.</param>
/// <param name="IsUrgent">SMS do not go out, or soon will not.</param>
/// <param name="Words">What is the matter, in a sentence.</param>
/// <param name="Remedy">Who does what about it.</param>
/// <param name="Partner">Code of the partner it is about.</param>
internal sealed record AttentionItem(
    string Kind, bool IsUrgent, string? Tenant, string Words, string? Remedy, DateTimeOffset? Since, string? Partner = null);

internal sealed record AttentionView(IReadOnlyList<AttentionItem> Items);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(StatisticsView))]
[JsonSerializable(typeof(TodayView))]
[JsonSerializable(typeof(AttentionView))]
internal sealed partial class StatisticsJson : JsonSerializerContext
{
    /// <summary>For answers.</summary>
    public static StatisticsJson Readable => field ??= new StatisticsJson(JsonAnswers.Readable(Default.Options));
}
