using System.Text.Json.Serialization;
using SmsBridge.Web;

namespace SmsBridge.Insight.EventLog;

/// <summary>A page of the log, newest first. It may have fewer events than the limit, or none, and still a next one: each page looks through so much and no more.</summary>
/// <param name="Next">Relative URL of the next older page with the same filters; null on the last one.</param>
internal sealed record EventPage(IReadOnlyList<EventView> Events, string? Next);

/// <summary>One hook and what became of it.</summary>
/// <param name="Outcome"><c>accepted</c>, <c>duplicate</c>, <c>ignored</c> or <c>refused</c>.</param>
/// <param name="Status">Of its message (<c>queued</c>, <c>sending</c>, <c>sent</c>, <c>delivered</c>, <c>undelivered</c>, <c>failed</c>,
/// <c>dead_lettered</c>); without one, the outcome.</param>
/// <param name="Reason">Code: why it waits, was given up or was not accepted.</param>
/// <param name="Explanation">The reason in words.</param>
/// <param name="Remedy">Who does what next.</param>
/// <param name="Detail">The particulars: the core's or the provider's own words.</param>
/// <param name="DuplicateOf">The event it repeats.</param>
internal sealed record EventView(
    long EventId, DateTimeOffset ReceivedAt, string Entity, string Action, string Outcome, string Status, int Attempts,
    string? Reason, string? Explanation, string? Remedy, string? Detail, long? ResourceId, long? ClientId, long? LoanId, long? DuplicateOf,
    MessageView? Message);

/// <summary>The SMS of an event.</summary>
/// <param name="To">Masked.</param>
/// <param name="ProviderId">Twilio: the Message SID.</param>
/// <param name="NextAttemptAt">When the relay looks at it again; null when there is nothing to do.</param>
internal sealed record MessageView(
    string? To, string? From, int? Segments, string? Provider, string? ProviderId, string? ProviderStatus, string? ErrorCode,
    DateTimeOffset? NextAttemptAt, DateTimeOffset? SentAt, DateTimeOffset? FinalAt);

/// <summary>One event with all that happened to it, oldest first.</summary>
/// <param name="Dialect"><c>flat</c>, <c>envelope</c>, <c>form</c>, <c>gateway</c> or <c>external</c>; <c>audit</c>: no hook told of it, it was found in the core's audit trail; <c>schedule</c>: in a loan's schedule; <c>report</c>: a row of a report of the core.</param>
/// <param name="Source">Address the hook came from.</param>
/// <param name="Text">The SMS as last written.</param>
/// <param name="Costs">Of every SMS that a provider took: a message that was sent again has several.</param>
internal sealed record EventDetail(EventView Event, string? Dialect, string? Source, string? Text, IReadOnlyList<SmsCostView> Costs, IReadOnlyList<TimelineEntry> Timeline,
    TakenOutView? TakenOut);

/// <summary>That data of an event were taken out: what is not there, such as the text, costs or attempts, may have been.</summary>
/// <param name="Extent"><c>erased</c>: the client's data, as asked for; <c>texts</c>: the same, by their age; <c>record</c>: by its age, all but what tells a repeat of it and what its SMS had come to.</param>
/// <param name="What">In words.</param>
internal sealed record TakenOutView(DateTimeOffset At, string Extent, string What);

/// <summary>What one SMS cost.</summary>
/// <param name="Amount">Exact, as a text: <c>0.0075</c>; null: not known.</param>
/// <param name="Currency">Three letters.</param>
/// <param name="Origin"><c>told</c> by the provider, <c>estimated</c> by the prices of the settings, or <c>unknown</c>.</param>
/// <param name="Attempt">Whose SMS it is; null: of none that the bridge knows.</param>
internal sealed record SmsCostView(string? Amount, string? Currency, string Origin, int? Attempt, string? ProviderId);

/// <param name="What">In words.</param>
/// <param name="Source"><c>core</c>, <c>relay</c>, <c>provider</c>, <c>resolver</c>, <c>api</c>, <c>operator</c>; <c>record</c>: an earlier SMS; <c>retention</c>: its age.</param>
internal sealed record TimelineEntry(
    DateTimeOffset At, string Source, string What, string? Status, string? Reason, string? Detail, int? Attempt, string? ProviderId, string? Code);

/// <summary>
/// Which events to send anew: these, or with none given all that failed. A member it does not know is refused: misspelled ids must not
/// send everything.
/// </summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record ResendRequest
{
    public IReadOnlyList<long>? EventIds { get; init; }

    /// <summary>Also those of them that may have left; without it they are left alone.</summary>
    public bool Force { get; init; }
}

/// <param name="Requeued">Events queued anew.</param>
/// <param name="Left">Events asked for that were left alone, and why.</param>
internal sealed record ResendAnswer(IReadOnlyList<long> Requeued, IReadOnlyList<ResendLeft> Left);

internal sealed record ResendLeft(long EventId, string Why);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(EventPage))]
[JsonSerializable(typeof(EventDetail))]
[JsonSerializable(typeof(ResendRequest))]
[JsonSerializable(typeof(ResendAnswer))]
internal sealed partial class EventLogJson : JsonSerializerContext
{
    /// <summary>For answers.</summary>
    public static EventLogJson Readable => field ??= new EventLogJson(JsonAnswers.Readable(Default.Options));
}
