using System.Collections.Frozen;
using SmsBridge.Ledger;
using SmsBridge.Messages;
using SmsBridge.Relay;
using SmsBridge.Routes;
using Route = SmsBridge.Routes.Route;

namespace SmsBridge.Tests.Routes;

/// <summary>By which routes a message may go at all: decisions alone.</summary>
public class RouteChoiceTests
{
    [Theory]
    [InlineData("", "", "main,backup")]
    [InlineData("", "main", "main,backup")] // said on the timeline, and passed over
    [InlineData("main", "", "backup")]
    [InlineData("main,backup", "", "main,backup")] // a new round
    [InlineData("main", "backup", "main,backup")] // it went on to one that a person then switched off
    public void What_is_left_is_tried_again_when_nothing_else_may_be_used(string left, string off, string candidates)
    {
        Route[] routes = [new("main", Route.Registered, Sender: null), new("backup", "second", Sender: null)];
        var holds = Names(off).ToFrozenDictionary(RoutePlan.RouteSubject, _ => new RouteHold(Reasons.RouteOff, null, DateTimeOffset.UnixEpoch), StringComparer.Ordinal);
        var plan = new RoutePlan(1, routes, FrozenDictionary<string, RouteAccount>.Empty, RouteRules.None, holds);
        var history = new RouteHistory([.. Names(left).Select((name, place) => new RoutedAttempt { Number = place + 1, Outcome = AttemptOutcome.Retryable, Route = name, Hop = RouteHop.Left })]);

        string.Join(',', new RouteChoice(null!, plan, null!, history, routes).Candidates().Select(route => route.Name)).ShouldBe(candidates);
    }

    private static string[] Names(string list) => list.Split(',', StringSplitOptions.RemoveEmptyEntries);
}
