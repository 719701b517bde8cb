using System.Text.Json.Serialization;
using SmsBridge.Insight.EventLog;

namespace SmsBridge.Console.Api;

/// <summary>A page of messages, newest first.</summary>
/// <param name="Next">Relative address of the next older page; null: there are none.</param>
/// <param name="NotKept">What of the asked time went by its age, in words, so that it is not here or not found; null: nothing.</param>
internal sealed record MessageList(IReadOnlyList<MessageItem> Messages, string? Next, string? NotKept);

/// <summary>A message as the list shows it.</summary>
/// <param name="To">Masked.</param>
/// <param name="Explanation">What is the matter, in words.</param>
/// <param name="Matches">Of a search, why it is here, as in <c>number ends 678</c> or <c>client 678</c>; null: nothing was searched for.</param>
internal sealed record MessageItem(
    long Id, DateTimeOffset ReceivedAt, string Status, string? To, long? ClientId, long? LoanId, string Event, string Tenant, string? TextStart, int? Segments,
    int Attempts, DateTimeOffset? NextAttemptAt, string? Reason, string? Explanation, string? ErrorCode, string? ProviderId, DateTimeOffset? SentAt, DateTimeOffset? FinalAt,
    IReadOnlyList<string>? Matches);

/// <summary>A message with all that happened to it.</summary>
/// <param name="Sentence">What became of it; times in UTC.</param>
/// <param name="Tell">What to tell the client.</param>
/// <param name="Do">What to do.</param>
/// <param name="LookupMs">How long the core took before the latest attempt; null: it was not asked, or in vain.</param>
/// <param name="TraceId">The trace id of W3C Trace Context its hook came with, 32 hex digits; null: it came with none, or has no message yet.</param>
/// <param name="Answers">What core and provider said when something was wrong, newest first, a few: good answers are not kept.</param>
/// <param name="KeptFrom">Older ones of the same client or loan were removed by their age; null: none was.</param>
internal sealed record MessageDetail(
    string Sentence, string Tell, string Do, string? Tenant, EventDetail Event, IReadOnlyList<long> SameClient, IReadOnlyList<long> SameLoan,
    IReadOnlyList<long> Repeats, IReadOnlyList<MessageNote> Notes, long? LookupMs, string? TraceId, IReadOnlyList<PeerAnswerView> Answers, DateTimeOffset? KeptFrom);

/// <summary>An answer that was not a plain success.</summary>
/// <param name="Peer"><c>core</c> or the provider, <c>twilio</c>.</param>
/// <param name="At">Of the latest.</param>
/// <param name="Times">How often in a row it said the very same.</param>
/// <param name="TookMs">From the question to the end of the answer, or to giving up.</param>
/// <param name="HttpStatus">Null: no answer came.</param>
/// <param name="Body">With secrets and numbers masked, at most 4 KB; null: none, none that can be masked, or the role does not include it (support and above).</param>
internal sealed record PeerAnswerView(string Peer, DateTimeOffset At, int Times, long TookMs, int? HttpStatus, string? Body);

internal sealed record MessageNote(string Author, DateTimeOffset At, string Text);

/// <summary>Why something is asked for or done; goes on the audit.</summary>
/// <param name="Force">Resend: also what may have left.</param>
/// <param name="Again">Resend: also what was sent or delivered, so that the client gets it a second time.</param>
/// <param name="Text">Of a note.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record ActRequest(string? Reason, bool Force, bool Again, string? Text);

/// <param name="Seconds">How long to show it at most.</param>
internal sealed record Revealed(string Number, int Seconds);

internal sealed record Acted(string Status);

/// <summary>A page of hooks, newest first.</summary>
/// <param name="Next">Relative address of the next older page; null: there are none.</param>
/// <param name="NotKept">What of the asked time went by its age, in words, so that it is not here; null: nothing.</param>
internal sealed record EventList(IReadOnlyList<EventItem> Events, string? Next, string? NotKept);

/// <summary>A hook that came in.</summary>
/// <param name="Outcome"><c>accepted</c>, <c>duplicate</c>, <c>ignored</c> or <c>refused</c>.</param>
/// <param name="Tenant">Null: none we know.</param>
/// <param name="Source">Address it came from.</param>
/// <param name="Status">Of its message, when it was accepted.</param>
/// <param name="Explanation">The reason in words.</param>
/// <param name="DuplicateOf">The event it repeats.</param>
internal sealed record EventItem(
    long Id, DateTimeOffset ReceivedAt, string Outcome, string Entity, string Action, string? Tenant, long? ClientId, long? LoanId, long? ResourceId, string? Source, string? Status,
    string? Reason, string? Explanation, long? DuplicateOf);

/// <summary>A bulk resend: these messages, or all that a list shows.</summary>
/// <param name="Filter">A list's query string, as in <c>?status=trouble&amp;when=24h</c>.</param>
/// <param name="Reason">Why; on the audit.</param>
/// <param name="Confirm">To start it: the plan's confirmation, and</param>
/// <param name="Digest">its digest, so that nothing else is sent than what was looked at.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record BulkRequest(IReadOnlyList<long>? Messages, string? Filter, string? Reason, string? Confirm, string? Digest);

/// <param name="Count">How many would be sent anew.</param>
/// <param name="Segments">What would be billed at least.</param>
/// <param name="WithoutText">Of those whose text is not written yet, the segments are not counted.</param>
/// <param name="IsCut">More match than one run takes.</param>
internal sealed record BulkPlanView(
    int Count, int Segments, int WithoutText, bool IsCut, IReadOnlyList<BulkLeftView> LeftOut, string Confirmation, string Digest);

internal sealed record BulkLeftView(string Why, int Count);

/// <param name="Done">Queued anew so far.</param>
/// <param name="Left">Left as they were, because something else happened to them meanwhile.</param>
internal sealed record BulkRunView(Guid Id, int Count, int Done, int Left, bool HasEnded, bool IsStopped);
