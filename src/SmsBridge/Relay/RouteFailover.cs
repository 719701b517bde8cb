using Microsoft.Extensions.Options;
using SmsBridge.Gateways;
using SmsBridge.Ledger;
using SmsBridge.Messages;

namespace SmsBridge.Relay;

/// <summary>
/// Decides whether a message goes on to its next route. Only after an answer, or a silence, that proves that nothing was taken: never out of doubt, and
/// never for who opted out or has a part of the text already. Each route at most once in a round; a round that served nobody is followed by a wait.
/// </summary>
internal sealed class RouteFailover(RetryPolicy retry, IOptions<RelayOptions> options)
{
    private readonly TimeSpan _patience = options.Value.RoutePatience;

    /// <param name="next">What follows where there is one route.</param>
    /// <param name="tenantWaits">The whole tenant is held.</param>
    public NextStep Decide(ChosenRoute? route, int number, SendResult result, NextStep next, bool tenantWaits, DateTimeOffset now)
    {
        if (route is null || result is SendResult.Unknown or SendResult.Accepted or SendResult.Rejected { Class: FailureClass.OptedOut } or SendResult.Rejected { TookSome: true })
        {
            return next;
        }

        if (route.IsPinned)
        {
            return next is NextStep.AwaitTenant wait && !tenantWaits ? Later(number, wait.Reason, wait.Detail, now) : next;
        }

        var hop = HopAfter(route, result, now);
        if (hop == RouteHop.None)
        {
            return next;
        }

        var (reason, detail) = WordsOf(next);
        if (route.HasNext)
        {
            return new NextStep.Retry(now, Reasons.NextRoute, $"Route {route.Name} did not take it. {detail}") { Hop = hop, GivesTryBack = true };
        }

        if (route.HasResting && !tenantWaits)
        {
            return Later(number, reason, detail, now) with { Hop = hop }; // the round goes on with that one, or with what has rested by then
        }

        var mayServeLater = route.HasLeftSome || !hop.HasFlag(RouteHop.ForGood);
        return !mayServeLater ? next with { Hop = hop }
            : next is NextStep.Retry || (next is NextStep.AwaitTenant && tenantWaits) ? next with { Hop = hop | RouteHop.RoundEnds }
            : Later(number, reason, detail, now) with { Hop = hop | RouteHop.RoundEnds };
    }

    private RouteHop HopAfter(ChosenRoute route, SendResult result, DateTimeOffset now) => result switch
    {
        // What is mended with the account may serve this message too.
        SendResult.Rejected { Class: FailureClass.Credentials } or SendResult.Rejected { Class: FailureClass.Configuration, Scope: RejectionScope.Tenant } => RouteHop.Left,
        SendResult.Rejected => RouteHop.Left | RouteHop.ForGood,
        SendResult.Retryable { Class: FailureClass.Unreachable } => RouteHop.Left,
        SendResult.Retryable { IsOfMessage: true } => RouteHop.None,
        SendResult.Retryable retryable when retryable.After > _patience || (route.PutOffSince is { } since && now - since >= _patience) => RouteHop.Left,
        _ => RouteHop.None,
    };

    private NextStep Later(int number, string reason, string? detail, DateTimeOffset now) =>
        new NextStep.Retry(now + retry.Backoff(number), reason, detail) { GivesTryBack = true };

    private static (string Reason, string? Detail) WordsOf(NextStep next) => next switch
    {
        NextStep.Retry step => (step.Reason, step.Detail),
        NextStep.AwaitTenant step => (step.Reason, step.Detail),
        NextStep.DeadLetter step => (step.Reason, step.Detail),
        _ => (Reasons.ProviderBusy, null),
    };
}
