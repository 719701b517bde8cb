using System.Globalization;
using SmsBridge.Console.Pages.Tenants;
using SmsBridge.Console.Parts;
using SmsBridge.Insight.EventLog;
using SmsBridge.Insight.OneMessage;
using SmsBridge.Ledger;
using SmsBridge.Messages;
using SmsBridge.Numbers;
using SmsBridge.Store;

namespace SmsBridge.Console.Pages.OneMessage;

/// <summary>From rows to a story: where the hook came from, what was decided, looked up and written, each attempt, each report.</summary>
internal static class MessageTimeline
{
    public static IReadOnlyList<TimelineItem> Of(MessageDetails details) =>
        [.. new[] { Hook(details) }.Concat(details.Record.Answers.Where(answer => answer.IsOfCore).Select(Lookup)).Concat(Prepared(details)).Concat(details.Record.History.Attempts.SelectMany(attempt => Attempt(attempt, details))).Concat(details.Record.History.Changes.Select(Change))
            .Concat(details.More).OrderBy(item => item.At)];

    private static TimelineItem Hook(MessageDetails details)
    {
        var (row, hook, came) = (details.Record.History.Row, details.Record.History.Hook, details.Record.History.Came);
        var facts = new List<(string, string)> { ("From", hook.Source ?? (details.TakenOut is { IsRecord: true } ? "taken out" : "address not recorded")) };
        Add(facts, "Key", details.Record.Hook.KeyPrefix is { } prefix ? $"{prefix}…" : null);
        var isTold = !hook.Dialect.IsMadeHere();
        Add(facts, "Form", isTold ? Words.Of(hook.Dialect) : null);
        var (where, what) = hook.Dialect == Dialect.Copy ? ("Copies", "message") : ("In the core", "record");
        Add(facts, where, row.ResourceId is { } resource ? string.Create(CultureInfo.InvariantCulture, $"{what} {resource}") : null);
        if (came.IsOwnTest)
        {
            return new TimelineItem(StoredTime.At(row.ReceivedAt), $"{came.Page}.", "hook", "going", facts);
        }

        if (isTold)
        {
            facts.Add(("Checks", row.Verdict == Verdict.Accepted ? came.Checks : Reasons.Explain(row.Reason ?? "").Meaning));
        }

        return new TimelineItem(
            StoredTime.At(row.ReceivedAt), $"{came.Page}: {EventWords.Of(row.Entity, row.Action).ToLowerInvariant()}.{came.After} {Outcome(row.Verdict)}", "hook",
            row.Verdict switch { Verdict.Accepted => "going", Verdict.Refused => "bad", _ => "" }, facts);
    }

    private static string Outcome(Verdict verdict) =>
        verdict switch
        {
            Verdict.Accepted => "Accepted.",
            Verdict.Duplicate => "Set aside as a repeat.",
            Verdict.Ignored => "Ignored.",
            _ => "Refused.",
        };

    /// <summary>One in vain.</summary>
    private static TimelineItem Lookup(PeerAnswerRow answer)
    {
        var facts = new List<(string, string)> { ("Took", MomentText.Span(TimeSpan.FromMilliseconds(answer.Took))) };
        Add(facts, "Times", answer.Times > 1 ? string.Create(CultureInfo.InvariantCulture, $"{answer.Times} in a row; the latest is shown") : null);
        return new TimelineItem(StoredTime.At(answer.At), $"Looked up in the core in vain: {answer.StatusWords}.", "core", "wait", facts);
    }

    /// <summary>Looking up and writing leave no row of their own; what they led to is known from the first attempt on.</summary>
    private static IEnumerable<TimelineItem> Prepared(MessageDetails details)
    {
        var row = details.Record.History.Row;
        var wasTaken = details.TakenOut is not null;
        if (details.Record.History.Attempts.Count == 0 || (row.Body is null && !wasTaken))
        {
            yield break;
        }

        var first = details.Record.History.Attempts[0].StartedAt;
        var facts = new List<(string, string)>
        {
            ("Took", $"{MomentText.Span(TimeSpan.FromMilliseconds(Math.Max(0, first - row.ReceivedAt)))} from {details.Record.History.Came.Beginning}"),
        };
        Add(facts, "Lookup", details.Record.Hook.LookupMs is { } lookup ? $"the core answered in {MomentText.Span(TimeSpan.FromMilliseconds(lookup))}" : null);
        facts.AddRange(
        [
            ("To", row.Recipient is { } to ? Msisdn.Mask(to) : wasTaken ? "taken out" : "–"),
            ("Sender", row.Sender ?? "–"),
            ("Text", row.Body is { } text ? Counted(SegmentCount.Of(text)) : "taken out"),
        ]);
        yield return new TimelineItem(
            StoredTime.At(first), details.State.IsOwnText ? details.Record.History.Came is { IsOwnTest: false, Beginning: var beginning } ? $"Number and text taken from {beginning}." : "Number and text are the test's." : "Looked up in the core, number read, text written.",
            "core", "", facts);
    }

    private static string Counted(SegmentCount count) => string.Create(
        CultureInfo.InvariantCulture, $"{count.Units} characters ({(count.Encoding == SmsEncoding.Gsm7 ? "GSM-7" : "UCS-2")}), {count.Segments} segment{(count.Segments == 1 ? "" : "s")}");

    private static IEnumerable<TimelineItem> Attempt(AttemptRow attempt, MessageDetails details)
    {
        var facts = new List<(string, string)>();
        if (attempt is { FinishedAt: { } finished, Outcome: not null }) // without an outcome it is the time a crash was noticed
        {
            facts.Add(("Took", MomentText.Span(TimeSpan.FromMilliseconds(Math.Max(0, finished - attempt.StartedAt)))));
        }

        Add(facts, "Why this route", attempt.Chosen);
        Add(facts, "Provider's id", attempt.ProviderId);
        Add(facts, "Code", attempt.Code);
        Add(facts, "Answer", attempt.Detail);
        Add(facts, "Its way", RouteWords.Of(attempt.Hop));
        var (words, icon, tone) = attempt.Outcome switch
        {
            AttemptOutcome.Accepted => ("the provider took it.", "sending", "going"),
            AttemptOutcome.Rejected => ("the provider refused it.", "failed", "bad"),
            AttemptOutcome.Retryable => ("the provider could not take it now.", "wait", "wait"),
            AttemptOutcome.NotTaken => ("the provider never got it.", "wait", "wait"),
            _ when details.IsUnderWay(attempt) => ("handing it to the provider.", "sending", "going"),
            _ => ("no clear answer; it may have left.", "doubt", "wait"),
        };
        yield return new TimelineItem(
            StoredTime.At(attempt.StartedAt), string.Create(CultureInfo.InvariantCulture, $"Attempt {attempt.Number}: {words}"), icon, tone, facts) { Route = attempt.Route };
    }

    private static TimelineItem Change(ChangeRow change)
    {
        var word = StatusWords.Of(change.Status.Name(), change.Reason);
        var facts = new List<(string, string)>();
        Add(facts, change.Source == Sources.Provider ? "Report" : "Detail", change.Detail);
        var what = change switch
        {
            { Reason: Reasons.Erased } => "The client’s data were erased: number, text, notes and raw hook.",
            { Reason: Reasons.Cancelled, Detail: not null } => "Cancelled with all that was held of its hour.",
            { Reason: Reasons.Cancelled } => "An operator cancelled it.",
            { Reason: Reasons.Resent } => "Queued anew on request.",
            { Source: Sources.Record } => $"What became of the SMS before it stands: {word.Text.ToLowerInvariant()}.",
            { Source: Sources.Provider, Status: MessageStatus.Delivered } => "The carrier confirmed delivery.",
            { Reason: { } reason } => Reasons.Explain(reason, change.Status).Meaning,
            { Source: Sources.Provider, Detail: { Length: > 0 } detail } => $"The provider reports: {detail}.",
            { Source: Sources.Provider } => $"The provider reported: {word.Text.ToLowerInvariant()}.",
            _ => $"{word.Text}.",
        };
        return new TimelineItem(StoredTime.At(change.At), what, word.Icon, word.Tone, facts);
    }

    private static void Add(List<(string, string)> facts, string name, string? value)
    {
        if (!string.IsNullOrEmpty(value))
        {
            facts.Add((name, value));
        }
    }
}

/// <summary>One thing that happened to a message.</summary>
/// <param name="Icon">One of the console's icons.</param>
/// <param name="Tone"><c>good</c>, <c>wait</c>, <c>bad</c>, <c>going</c>, or nothing.</param>
/// <param name="Facts">The particulars, each with its name.</param>
internal sealed record TimelineItem(DateTimeOffset At, string What, string Icon, string Tone, IReadOnlyList<(string Name, string Value)> Facts)
{
    /// <summary>By which of its tenant's routes it was; null: that is no matter.</summary>
    public string? Route { get; init; }
}

/// <summary>What other features add to a message's timeline, such as notifications of partners. Registered by those that have something.</summary>
internal interface IMessageTimeline
{
    Task<IReadOnlyList<TimelineItem>> ForAsync(long eventId, CancellationToken cancellationToken);
}
