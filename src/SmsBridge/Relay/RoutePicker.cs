using SmsBridge.Gateways;
using SmsBridge.Ledger;
using SmsBridge.Messages;
using SmsBridge.Numbers;
using SmsBridge.Routes;
using SmsBridge.Tenants;
using SmsBridge.TenantTexts;
using Route = SmsBridge.Routes.Route; // not the web's

namespace SmsBridge.Relay;

/// <summary>
/// Chooses the route of an attempt: the first that fits, was not left by this message, is not held and whose account answers; where none is, one that was left and
/// has rested. A message that was ever in doubt stays with its route, also when that is gone.
/// </summary>
internal sealed class RoutePicker(
    RouteDirectory routes, RouteHistories histories, ProviderCircuits circuits, SenderRates rates, RetryPolicy retry, TextDirectory texts, TimeProvider time)
{
    private static readonly TimeSpan UntilMended = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan UntilItsTurn = TimeSpan.FromSeconds(1);

    /// <summary>What a message does whose accounts are all left alone for certain, before the core is asked for nothing; null: it may be worth a call.</summary>
    public NextStep? Wait(Tenant tenant, SenderAccount registered, ClaimedMessage claimed)
    {
        if (routes.RoutesOf(tenant.Id) is not { } plan)
        {
            return circuits.Wait(registered, claimed);
        }

        var usable = plan.Routes.Where(route => plan.LeftOut(tenant, route) is null).Select(route => plan.AccountOf(route, registered)).OfType<SenderAccount>().ToList();
        return usable.Count > 0 && usable.TrueForAll(account => circuits.Left(ProviderCircuits.PeerOf(account)) is not null) ? circuits.Wait(usable[0], claimed) : null;
    }

    public async ValueTask<RoutePick> PickAsync(Tenant tenant, SenderAccount registered, ClaimedMessage claimed, Msisdn number, CancellationToken cancellationToken)
    {
        if (routes.RoutesOf(tenant.Id) is not { } plan)
        {
            // Of who had routes once, an SMS may be in doubt by one of them. Of others nothing is read.
            return claimed.Attempts > 0 && routes.HasSet(tenant.Id) && (await histories.OfAsync(claimed, cancellationToken)).InDoubt is { Route: not null } former
                ? await ByAccountOfAsync(former, tenant, claimed, cancellationToken)
                : new RoutePick(registered, Route: null, Next: null);
        }

        var history = await histories.OfAsync(claimed, cancellationToken);
        var type = texts.TypeOf(claimed.TypeId);
        var choice = new RouteChoice(tenant, plan, registered, history, routes.For(plan, claimed.EventId, number, type, texts.ToldKindOf(tenant.Id, type)?.Class));
        if (history.InDoubt is { } doubt)
        {
            return choice.Of(doubt) is { } pinned ? Pick(choice, [pinned], claimed, isPinned: true) : await ByAccountOfAsync(doubt, tenant, claimed, cancellationToken);
        }

        var candidates = choice.Candidates();
        return candidates.Count == 0
            ? new RoutePick(null, null, new NextStep.DeadLetter(Reasons.ProviderRejected, "Every route that fits has refused it."))
            : Pick(choice, candidates, claimed, isPinned: false);
    }

    private RoutePick Pick(RouteChoice choice, IReadOnlyList<Route> candidates, ClaimedMessage claimed, bool isPinned)
    {
        var skipped = new List<string>();
        var resting = default(SenderAccount);
        var held = default(string);
        var left = isPinned ? [] : choice.LeftLately().Where(each => !candidates.Contains(each.Route)).ToList();
        foreach (var route in candidates.Concat(left.Where(each => HasRested(each.At, claimed)).Select(each => each.Route)))
        {
            if (choice.WhyNot(route) is { } why)
            {
                skipped.Add($"{route.Name}: {why}");
                held ??= choice.Plan.IsOff(route.Name) ? null : choice.Plan.LeftOut(choice.Tenant, route)?.Reason;
                continue;
            }

            var account = choice.AccountOf(route)!;
            if (!Answers(account))
            {
                skipped.Add($"{route.Name}: its account did not answer lately");
                resting ??= account;
                continue;
            }

            return Go(choice.Tenant, account, choice.Chosen(route, isPinned, claimed, skipped, other => Answers(choice.AccountOf(other)!)), claimed.IsCode);
        }

        var wait = resting is not null && circuits.Wait(resting, claimed) is { } own
            ? own
            : circuits.Later(UntilMended, claimed, held ?? Reasons.ProviderBusy, $"No route can be used: {string.Join("; ", skipped)}.");
        return new RoutePick(null, null, Sooner(wait, choice, left, claimed));
    }

    /// <summary>What was left in this round may serve again before what waits is mended.</summary>
    private NextStep Sooner(NextStep wait, RouteChoice choice, List<(Route Route, DateTimeOffset At)> left, ClaimedMessage claimed)
    {
        var now = time.GetUtcNow();
        var rested = left.Where(each => choice.WhyNot(each.Route) is null && Answers(choice.AccountOf(each.Route)!))
            .Select(each => (each.At < now ? each.At : now) + retry.Backoff(claimed.Attempts)).DefaultIfEmpty(DateTimeOffset.MaxValue).Min();
        return wait is NextStep.Retry later && rested < later.DueAt ? later with { DueAt = rested } : wait;
    }

    /// <summary>Never sooner than any wait after a call, or the last route that can be used would be called again and again.</summary>
    private bool HasRested(DateTimeOffset leftAt, ClaimedMessage claimed) => (time.GetUtcNow() - leftAt).Duration() >= retry.LeastBackoff(claimed.Attempts);

    /// <summary>
    /// The route of an attempt in doubt is gone, or leads elsewhere: by another account nobody could tell a repeat. So it still goes by the account it may have
    /// left by, from the same sender; where that is not known any more a person decides.
    /// </summary>
    private async ValueTask<RoutePick> ByAccountOfAsync(RoutedAttempt doubt, Tenant tenant, ClaimedMessage claimed, CancellationToken cancellationToken)
    {
        if (await routes.AccountOfAsync(tenant.Id, doubt.Provider, doubt.AccountId, cancellationToken) is not { } known)
        {
            return new RoutePick(null, null, new NextStep.DeadLetter(Reasons.OutcomeUnknown, "It may have left by an account that is not known any more, and goes by no other."));
        }

        var account = doubt.Sender is { Length: > 0 } sender ? known with { Sender = sender } : known;
        return circuits.Wait(account, claimed) is { } wait
            ? new RoutePick(null, null, wait)
            : Go(tenant, account, new ChosenRoute(
                doubt.Route ?? Route.Registered, "", DateTimeOffset.UnixEpoch, "It may have left by this account before, and no route leads there any more.") { IsPinned = true, IsGone = true }, claimed.IsCode);
    }

    /// <param name="isCode">It does not wait for its turn.</param>
    private RoutePick Go(Tenant tenant, SenderAccount account, ChosenRoute route, bool isCode)
    {
        var lane = routes.LaneOf(tenant.Id, account.Provider, account.AccountId, account.Sender);
        if (!isCode && rates.Room(tenant.Id, lane) <= 0)
        {
            return new RoutePick(null, null, new NextStep.Retry(time.GetUtcNow() + UntilItsTurn, Reasons.ProviderBusy, $"Route {route.Name} goes as fast as its provider allows."));
        }

        rates.Take(tenant.Id, lane);
        return new RoutePick(account, route, Next: null);
    }

    private bool Answers(SenderAccount account) => circuits.Left(ProviderCircuits.PeerOf(account)) is null;
}
