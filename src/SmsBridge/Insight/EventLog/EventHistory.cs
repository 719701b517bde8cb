using SmsBridge.Ledger;
using SmsBridge.Messages;
using SmsBridge.Numbers;
using SmsBridge.Store;

namespace SmsBridge.Insight.EventLog;

/// <summary>All rows of one event.</summary>
internal sealed record EventHistory(EventRow Row, HookRow Hook, IReadOnlyList<AttemptRow> Attempts, IReadOnlyList<ChangeRow> Changes)
{
    /// <summary>What providers told of its SMS.</summary>
    public IReadOnlyList<SmsPriceRow> Prices { get; init; } = [];

    public HowItCame Came => HowItCame.Of(Hook.Dialect, Row.Verdict);

    public EventDetail ToDetail(IReadOnlyList<SmsCost> costs) => new(
        EventViews.Of(Row), Words.Of(Hook.Dialect), Hook.Source, Row.Body, [.. costs.Select(EventViews.Of)], [.. Timeline()], EventViews.Of(Hook.TakenOut));

    /// <summary>Oldest first; at the same moment, cause before effect.</summary>
    private IEnumerable<TimelineEntry> Timeline() =>
        new[] { Received() }.Concat(Attempts.SelectMany(OfAttempt)).Concat(Changes.Select(OfChange)).Concat(OfTakingOut()).OrderBy(entry => entry.At);

    private TimelineEntry Received() => new(
        StoredTime.At(Row.ReceivedAt), Came.Source, $"{Came.Log}: {Words.Of(Row.Verdict)}.", null,
        Row.Verdict == Verdict.Accepted ? null : Row.Reason, null, null, null, null);

    private static IEnumerable<TimelineEntry> OfAttempt(AttemptRow attempt)
    {
        yield return new TimelineEntry(
            StoredTime.At(attempt.StartedAt), Sources.Relay, $"Attempt {attempt.Number}: handing it to the provider{(attempt.Route is { } route ? $" by route {route}" : "")}.",
            MessageStatus.Sending.Name(), null, attempt.Chosen, attempt.Number, null, null);
        if (attempt is { FinishedAt: { } finishedAt, Outcome: not null }) // without an outcome it is the time a crash was noticed
        {
            yield return new TimelineEntry(
                StoredTime.At(finishedAt), Sources.Relay, $"Attempt {attempt.Number}: {OutcomeWords(attempt.Outcome)}",
                null, null, attempt.Detail, attempt.Number, attempt.ProviderId, attempt.Code);
        }
    }

    private static string OutcomeWords(AttemptOutcome? outcome) =>
        outcome switch
        {
            AttemptOutcome.Accepted => "the provider took it.",
            AttemptOutcome.Rejected => "the provider refused it.",
            AttemptOutcome.Retryable => "the provider could not take it now.",
            AttemptOutcome.NotTaken => "the provider never got it.",
            _ => "no clear answer; it may have left.",
        };

    private static TimelineEntry OfChange(ChangeRow change) => new(
        StoredTime.At(change.At), change.Source,
        change.Source == Sources.Record ? $"What became of the SMS before it stands: {change.Status.Name()}."
            : change.Reason is not null ? Reasons.Explain(change.Reason, change.Status).Meaning
            : change is { Source: Sources.Provider, Detail: { Length: > 0 } detail } ? $"The provider reports: {detail}."
            : change.Source == Sources.Provider ? $"The provider reported: {change.Status.Name()}."
            : $"Status: {change.Status.Name()}.",
        change.Status.Name(), change.Reason, change.Detail, null, null, null);

    /// <summary>An erasure of a message has a line of its own; what goes by its age has none.</summary>
    private IEnumerable<TimelineEntry> OfTakingOut() => Hook.TakenOut is { } taken && Changes.All(change => change.Reason != Reasons.Erased)
        ? [new TimelineEntry(taken.At, taken.Extent == TakenExtent.Erased ? Sources.Operator : "retention", taken.What, null, null, null, null, null, null)]
        : [];
}

internal sealed record HookRow
{
    public Dialect Dialect { get; init; }

    public string? Source { get; init; }

    /// <summary>When its act was done in the core, where the bridge heard of it later; null: it is not known, or it heard at once.</summary>
    public long? HappenedAt { get; init; }

    public long? ErasedAt { get; init; }

    public int? Aged { get; init; }

    /// <summary>Null: nothing was, and what is not there never was.</summary>
    public TakenOut? TakenOut => TakenOut.Of(ErasedAt, Aged);
}

internal sealed record AttemptRow
{
    public int Number { get; init; }

    public long StartedAt { get; init; }

    public long? FinishedAt { get; init; }

    public AttemptOutcome? Outcome { get; init; }

    /// <summary>Which one was called; null of attempts before it was kept with them, when the message has none either.</summary>
    public string? Provider { get; init; }

    public string? AccountId { get; init; }

    public string? ProviderId { get; init; }

    public string? Code { get; init; }

    public string? Detail { get; init; }

    /// <summary>Null: its tenant had no routes.</summary>
    public string? Route { get; init; }

    /// <summary>Why it was not the first that fits.</summary>
    public string? Chosen { get; init; }

    /// <summary>What its end means for the message's way.</summary>
    public RouteHop Hop { get; init; }
}

internal sealed record ChangeRow
{
    public long At { get; init; }

    public MessageStatus Status { get; init; }

    public string Source { get; init; } = "";

    public string? Reason { get; init; }

    public string? Detail { get; init; }
}

/// <summary>From rows to what the API shows.</summary>
internal static class EventViews
{
    public static EventView Of(EventRow row)
    {
        var reason = row.Reason is null ? null : Reasons.Explain(row.Reason, row.Status);
        var status = row.Status ?? (row.Verdict == Verdict.Accepted ? MessageStatus.Queued : null);
        return new EventView(
            row.EventId, StoredTime.At(row.ReceivedAt), row.Entity, row.Action, Words.Of(row.Verdict), status?.Name() ?? Words.Of(row.Verdict), row.Attempts,
            row.Reason, reason?.Meaning, reason is { Remedy.Length: > 0 } ? reason.Remedy : null, row.Detail,
            row.ResourceId, row.ClientId, row.LoanId, row.TwinId,
            row.Status is null ? null : Message(row));
    }

    public static SmsCostView Of(SmsCost cost) => new(
        cost.Price is { } price ? Price.AmountText(price.Micros) : null, cost.Price?.Currency, cost.Price is null ? "unknown" : cost.IsTold ? "told" : "estimated", cost.Attempt, cost.ProviderId);

    public static TakenOutView? Of(TakenOut? taken) => taken is null ? null : new TakenOutView(taken.At, taken.Name, taken.What);

    private static MessageView Message(EventRow row) => new(
        row.Recipient is null ? null : Msisdn.Mask(row.Recipient), row.Sender, row.Segments, row.Provider, row.ProviderId, row.ProviderStatus,
        row.ErrorCode, StoredTime.DueAt(row.DueAt), StoredTime.At(row.SentAt), StoredTime.At(row.FinalAt));
}
