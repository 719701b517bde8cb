using SmsBridge.Messages;

namespace SmsBridge.Console.Parts;

/// <summary>A status for people: a word, an icon, a tone. Never the tone alone.</summary>
/// <param name="Tone">Class of the style sheet: <c>good</c>, <c>going</c>, <c>wait</c>, <c>bad</c>, <c>off</c>.</param>
internal sealed record StatusWord(string Text, string Icon, string Tone);

internal static class StatusWords
{
    /// <param name="status">As the API spells it.</param>
    public static StatusWord Of(string status, string? reason = null) =>
        (status, reason) switch
        {
            ("queued", Reasons.ResendPlanned) => new("Planned", "wait", "wait"), // waits for nothing but its time
            ("queued", _) => new("Waiting", "wait", "wait"),
            ("sending", Reasons.OutcomeUnknown) => new("In doubt", "doubt", "wait"),
            ("sending", _) => new("Sending", "sending", "going"),
            ("sent", _) => new("Sent", "sent", "going"),
            ("delivered", _) => new("Delivered", "delivered", "good"),
            ("undelivered", _) => new("Not delivered", "failed", "bad"),
            ("failed", _) => new("Failed", "failed", "bad"),
            ("dead_lettered", Reasons.ToldInDigest) => new("In a digest", "sent", "off"),
            ("dead_lettered", Reasons.ToldToMembers) => new("To its members", "sent", "off"),
            ("dead_lettered", _) when Reasons.MayHaveLeft(reason) => new("May have left", "doubt", "bad"),
            ("dead_lettered", _) => new("Not sent", "stopped", "bad"),
            ("duplicate", _) => new("Repeat", "repeat", "off"),
            ("ignored", _) => new("Ignored", "ignored", "off"),
            ("refused", _) => new("Refused", "refused", "bad"),
            ("accepted", _) => new("Accepted", "sent", "going"),
            _ => new(status, "off", "off"),
        };
}
