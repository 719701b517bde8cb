using SmsBridge.Operators;
using SmsBridge.Operators.SecondFactors;

namespace SmsBridge.Console;

/// <summary>What a page says after an act. Only these words: the address is anybody's to write.</summary>
internal static class DoneWords
{
    /// <param name="isHeld">Something holds it up: its tenant is paused, quiet hours, a wait for the next try.</param>
    public static string? Of(string? done, bool isHeld = false) =>
        done switch
        {
            "resend" when isHeld => "It is queued anew. It leaves when what holds it up is over; see below.",
            "resend" => "It is queued anew, and on its way in a moment.",
            "cancel" => "It is cancelled and will not be sent.",
            "note" => "The note is kept.",
            "zone" => "Times are shown in the zone you chose.",
            SecondFactorForms.Removed => "Your second factor is removed, and all your other sessions have ended.",
            AccountEndpoints.EndedOne => "The session is ended.",
            AccountEndpoints.EndedOthers => "All your other sessions are ended.",
            _ => null,
        };

    public static string? ProblemOf(string? problem) =>
        problem switch
        {
            "underway" => "Nothing was done: it is still under way. Look again in a moment.",
            "waits" => "Nothing was done: it waits to be sent already, see below.",
            "erased" => "Nothing was done: its client’s data were erased at the bridge, or taken out by their age. Number and text are gone, and it is not sent again.",
            "tenant" => "Nothing was done: its tenant was deleted at the bridge, and nothing is sent for it any more.",
            "gone" => "Nothing was cancelled: it does not wait any more.",
            "confirm" => "Nothing was done: the confirmation was missing.",
            "stale" => "Nothing was done: the page was open too long. What you typed is kept; send it again.",
            "session" => "There is no such session any more.",
            "zone" => "There is no such time zone. Choose one of the list.",
            "empty" => "A note needs some words.",
            _ => null,
        };
}
