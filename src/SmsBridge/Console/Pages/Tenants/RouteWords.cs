using System.Globalization;
using SmsBridge.Console.Parts;
using SmsBridge.Insight.RouteUse;
using SmsBridge.Ledger;
using SmsBridge.Messages;
using SmsBridge.Routes;
using SmsBridge.Texts.Catalogue;
using Route = SmsBridge.Routes.Route; // not the web's

namespace SmsBridge.Console.Pages.Tenants;

/// <summary>How a route or an account does, for people.</summary>
/// <param name="Tone">Class of the style sheet.</param>
/// <param name="Words">Why, in a sentence.</param>
internal sealed record RouteState(string Text, string Icon, string Tone, DateTimeOffset? Since = null, string? Words = null)
{
    public static readonly RouteState InUse = new("in use", "delivered", "good");

    public static readonly RouteState Unreadable = new("left out", "warning", "bad", Words: "Its token can not be decrypted: give it again.");

    public static RouteState Of(RouteHold hold) => hold.Reason switch
    {
        Reasons.RouteOff => new("switched off", "off", "off", hold.Since),
        Reasons.DeliversBadly => new("left by its rule", "warning", "wait", hold.Since, $"{hold.Detail} It is taken up again after an hour, and is used meanwhile only where no other can be."),
        _ => new("left out", "warning", "bad", hold.Since, $"{Reasons.Explain(hold.Reason).Meaning} {hold.Detail}".TrimEnd()),
    };

    public static RouteState NoAnswer(DateTimeOffset since) => new("no answer", "wait", "wait", since, "Its account did not answer several times in a row. Others are used, and one SMS tries whether it is back.");
}

/// <summary>Which SMS go by a route, and what left it.</summary>
internal static class RouteWords
{
    /// <summary>"SMS to UG or KE, to numbers that begin with +25670, of the class transactional; 20 % of them".</summary>
    public static string Of(Route route)
    {
        string?[] conditions =
        [
            Any("to ", route.Countries),
            Any("to numbers that begin with ", route.Prefixes),
            Any(route.Events.Count == 1 ? "of the event " : "of the events ", [.. route.Events.Select(EventTitle)]),
            route.MaxPrice is { } price ? $"of which a part costs {price} or less" : null,
            Any(route.Classes.Count == 1 ? "of the class " : "of the classes ", [.. route.Classes.Select(EventClasses.NameOf)]),
        ];
        var which = string.Join(", ", conditions.OfType<string>());
        return (which.Length == 0 ? "All SMS" : $"SMS {which}") + (route.Share is { } share ? string.Create(CultureInfo.InvariantCulture, $"; {share} % of them") : "");
    }

    /// <summary>Why an SMS left a route.</summary>
    public static string Of(RouteHopRow hop) => hop.Outcome switch
    {
        AttemptOutcome.Accepted => "It was taken, and reported as not delivered.",
        AttemptOutcome.Rejected => "It was refused.",
        AttemptOutcome.Retryable => "It was put off, or nobody answered.",
        _ => "It was never taken.",
    };

    /// <summary>What the end of an attempt means for the way of its message; null: nothing.</summary>
    public static string? Of(RouteHop hop) =>
        hop == RouteHop.None ? null
        : (hop.HasFlag(RouteHop.ForGood) ? "The route is left, for good for this SMS." : "The route is left.")
            + (hop.HasFlag(RouteHop.RoundEnds) ? " All were tried: those that may serve later are tried again after a wait." : "");

    /// <summary>"93 % of 120".</summary>
    public static string? Of(RouteHealth? health) =>
        health is { Share: { } share } ? string.Create(CultureInfo.InvariantCulture, $"{share} % of {health.Settled}") : null;

    private static string? Any(string before, IReadOnlyList<string> values) => values.Count == 0 ? null : before + string.Join(" or ", values);

    private static string EventTitle(string code) => EventCatalogue.Find(code)?.Title ?? EventWords.Of(code.Replace('_', ' '));
}
