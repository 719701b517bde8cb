using SmsBridge.Gateways;
using SmsBridge.Ledger;
using SmsBridge.Messages;
using SmsBridge.Numbers;
using SmsBridge.Routes;
using SmsBridge.Store;
using SmsBridge.Tenants;
using Route = SmsBridge.Routes.Route; // not the web's

namespace SmsBridge.Relay;

/// <summary>
/// Chooses the route of an attempt: the first that fits, was not left by this message, is not held and whose account answers. A message that was ever in
/// doubt stays with its route.
/// </summary>
internal sealed class RoutePicker(
    RouteDirectory routes, RouteHistories histories, ProviderCircuits circuits, SenderRates rates, EventTypeCodes codes, TimeProvider time)
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

        var usable = plan.Routes.Where(route => !plan.IsOff(route.Name) && plan.HoldOf(tenant, route.Account) is null).Select(route => plan.AccountOf(route, registered)).OfType<SenderAccount>().ToList();
        return usable.Count > 0 && usable.TrueForAll(account => circuits.Left(ProviderCircuits.PeerOf(account)) is not null) ? circuits.Wait(usable[0], claimed) : null;
    }

    public async ValueTask<RoutePick> PickAsync(Tenant tenant, SenderAccount registered, ClaimedMessage claimed, Msisdn number, CancellationToken cancellationToken)
    {
        if (routes.RoutesOf(tenant.Id) is not { } plan)
        {
            return new RoutePick(registered, Route: null, Next: null);
        }

        var history = await histories.OfAsync(claimed, cancellationToken);
        var choice = new RouteChoice(tenant, plan, registered, history, routes.For(plan, claimed.EventId, number, codes.TypeOf(claimed.TypeId)));
        var pinned = history.InDoubt is not null ? choice.Of(claimed.Provider, claimed.AccountId) : null;
        var candidates = pinned is not null ? [pinned] : choice.Candidates();
        if (candidates.Count == 0)
        {
            return new RoutePick(null, null, new NextStep.DeadLetter(Reasons.ProviderRejected, "Every route that fits has refused it."));
        }

        return Pick(choice, candidates, claimed, isPinned: history.InDoubt is not null);
    }

    private RoutePick Pick(RouteChoice choice, IReadOnlyList<Route> candidates, ClaimedMessage claimed, bool isPinned)
    {
        var skipped = new List<string>();
        var resting = default(SenderAccount);
        var held = default(string);
        foreach (var route in candidates)
        {
            if (choice.WhyNot(route) is { } why)
            {
                skipped.Add($"{route.Name}: {why}");
                held ??= choice.Plan.HoldOf(choice.Tenant, route.Account)?.Reason;
                continue;
            }

            var account = choice.AccountOf(route)!;
            if (circuits.Left(ProviderCircuits.PeerOf(account)) is not null)
            {
                skipped.Add($"{route.Name}: its account did not answer lately");
                resting ??= account;
                continue;
            }

            var lane = routes.LaneOf(choice.Tenant.Id, account.Provider, account.AccountId, account.Sender);
            if (rates.Room(choice.Tenant.Id, lane) <= 0)
            {
                return new RoutePick(null, null, new NextStep.Retry(time.GetUtcNow() + UntilItsTurn, Reasons.ProviderBusy, $"Route {route.Name} goes as fast as its provider allows."));
            }

            rates.Take(choice.Tenant.Id, lane);
            return new RoutePick(account, choice.Chosen(route, isPinned, claimed, skipped), Next: null);
        }

        return new RoutePick(null, null, resting is not null && circuits.Wait(resting, claimed) is { } wait
            ? wait
            : circuits.Later(UntilMended, claimed, held ?? Reasons.ProviderBusy, $"No route can be used: {string.Join("; ", skipped)}."));
    }
}

/// <summary>The routes of one message.</summary>
internal sealed record RouteChoice(
    Tenant Tenant, RoutePlan Plan, SenderAccount Registered, RouteHistory History, IReadOnlyList<Route> Fitting)
{
    /// <summary>
    /// Those that were not left in this round; when none of them may be used, as it is switched off, a new one begins with those that may serve. What delivers
    /// badly comes last: better so than not at all.
    /// </summary>
    public IReadOnlyList<Route> Candidates()
    {
        var left = Fitting.Where(route => !History.HasLeft(route.Name)).ToList();
        var candidates = left.Exists(route => !Plan.IsOff(route.Name)) ? left : Fitting.Where(route => !History.HasLeftForGood(route.Name)).ToList();
        return [.. candidates.Where(route => !DeliversBadly(route)), .. candidates.Where(DeliversBadly)];
    }

    private bool DeliversBadly(Route route) => Plan.HoldOfRoute(route.Name) is not null && !Plan.IsOff(route.Name);

    /// <summary>The one that leads to an account; null: none does any more.</summary>
    public Route? Of(string? provider, string? accountId) =>
        Plan.Routes.FirstOrDefault(route => AccountOf(route) is { } account && account.AccountId == accountId && account.Provider == provider);

    public SenderAccount? AccountOf(Route route) => Plan.AccountOf(route, Registered);

    /// <summary>Why nothing goes by it now; null: it may.</summary>
    public string? WhyNot(Route route) =>
        Plan.IsOff(route.Name) ? "it is switched off"
        : Plan.HoldOf(Tenant, route.Account) is { } hold ? Reasons.Explain(hold.Reason).Meaning.TrimEnd('.')
        : AccountOf(route) is null ? "its token can not be decrypted"
        : null;

    public ChosenRoute Chosen(Route route, bool isPinned, ClaimedMessage claimed, IReadOnlyList<string> skipped)
    {
        var others = Fitting.Where(other => other.Name != route.Name).ToList();
        var before = others.Where(other => History.HasLeft(other.Name)).Select(other => $"{other.Name}: left before").Concat(skipped).ToList();
        return new ChosenRoute(
            route.Name, route.Account, Plan.Accounts.GetValueOrDefault(route.Account)?.UpdatedAt ?? Tenant.VerifiedAt ?? DateTimeOffset.UnixEpoch,
            isPinned ? "It may have left by this route before." : before.Count > 0 ? KeptWords.Detail(string.Join("; ", before)) : null)
        {
            IsPinned = isPinned,
            HasNext = others.Exists(other => !History.HasLeft(other.Name) && WhyNot(other) is null),
            HasLeftSome = others.Exists(other => History.HasLeft(other.Name) && !History.HasLeftForGood(other.Name)),
            PutOffSince = claimed.Attempts == 0 || History.PutOffSince(route.Name) is not { } since ? null : StoredTime.At(since),
        };
    }
}
