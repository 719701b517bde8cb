using SmsBridge.Ledger;

namespace SmsBridge.Insight.EventLog;

/// <summary>How an event came to be known: the words of both timelines, a row for each form, and none for a form that nobody thought of.</summary>
/// <param name="Log">In the log, before the verdict.</param>
/// <param name="Page">On its page, before what it is.</param>
/// <param name="Beginning">What is counted from, and where number and text of a ready-made SMS are taken from.</param>
internal sealed record HowItCame(string Log, string Page, string Beginning)
{
    private static readonly HowItCame Hook = new("Hook received", "The core reported", "the hook");

    private static readonly HowItCame External = new("External event received", "The core reported in an external event", "the core’s external event") { Checks = "known tenant, not seen before" };

    private static readonly HowItCame Gateway = new("Text received from the core (POST /sms)", "The core gave a text to send", "the core’s call");

    private static readonly HowItCame Audit = new(
        "Not told by a hook: found in the core's audit trail, and made up", "No hook told of it; the core’s audit trail did", "when it was found in the core’s audit trail") { After = " Made up." };

    private static readonly HowItCame Schedule = new("Not told by the core: found in the loan's schedule", "Found in the loan’s schedule", "when it was found in the loan’s schedule");

    private static readonly HowItCame Report = new("Not told by the core: a row of its report", "A row of a report of the core", "when the report was run");

    private static readonly HowItCame Copy = new("Not told by the core: a copy of another message", "A copy of another message", "when that message was written");

    private static readonly HowItCame Member = new("Not told by the core: a member's part of a group's message", "One member’s part of a group’s message", "when the group’s members were looked up");

    /// <summary>What was accepted without a form is the bridge's own.</summary>
    private static readonly HowItCame OwnTest = new("Test SMS, asked for by an operator", "An operator asked for a test SMS; the core knows nothing of it", "the request") { IsOwnTest = true };

    /// <summary>Refused before anybody read it.</summary>
    private static readonly HowItCame Unread = new("Call received", "A call came in", "the call");

    /// <summary>On its page, after what it is.</summary>
    public string After { get; init; } = "";

    /// <summary>What one that was accepted has passed.</summary>
    public string Checks { get; init; } = "known key, right tenant, not seen before";

    public bool IsOwnTest { get; init; }

    /// <summary>Who told of it, as the log has it.</summary>
    public string Source => IsOwnTest ? Sources.Operator : "core";

    public static HowItCame Of(Dialect dialect, Verdict verdict) => dialect switch
    {
        Dialect.Unknown => verdict == Verdict.Accepted ? OwnTest : Unread,
        Dialect.Flat or Dialect.Envelope or Dialect.Form => Hook,
        Dialect.Gateway => Gateway,
        Dialect.External => External,
        Dialect.Audit => Audit,
        Dialect.Schedule => Schedule,
        Dialect.Report => Report,
        Dialect.Copy => Copy,
        Dialect.Member => Member,
        _ => throw new ArgumentOutOfRangeException(nameof(dialect), dialect, "Nobody said how that comes."),
    };
}
