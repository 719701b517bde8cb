using SmsBridge.Gateways;
using SmsBridge.Ledger;
using SmsBridge.Messages;
using SmsBridge.Routes;
using SmsBridge.Store;
using SmsBridge.Tenants;
using Route = SmsBridge.Routes.Route; // not the web's

namespace SmsBridge.Relay;

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
        return [.. candidates.Where(route => !Plan.DeliversBadly(route.Name)), .. candidates.Where(route => Plan.DeliversBadly(route.Name))];
    }

    /// <summary>Those that were left in this round and may serve again, each with the start of the call that left it: for when no other can be used.</summary>
    public IReadOnlyList<(Route Route, DateTimeOffset At)> LeftLately() =>
        [.. from route in Fitting let at = History.LeftAt(route.Name) where at is not null select (route, StoredTime.At(at.Value))];

    /// <summary>
    /// The route of an attempt in doubt, while it leads to the same account; else one that leads there from the same sender. Null: there is none any more.
    /// </summary>
    public Route? Of(RoutedAttempt doubt)
    {
        var there = Plan.Routes.Where(route => LeadsTo(route, doubt)).ToList();
        return there.Find(route => route.Name == doubt.Route) ?? there.Find(route => doubt.Route is null || AccountOf(route)?.Sender == doubt.Sender);
    }

    public SenderAccount? AccountOf(Route route) => Plan.AccountOf(route, Registered);

    /// <summary>Why nothing goes by it now; null: it may.</summary>
    public string? WhyNot(Route route) =>
        Plan.IsOff(route.Name) ? "it is switched off"
        : Plan.LeftOut(Tenant, route) is { } hold ? Reasons.Explain(hold.Reason).Meaning.TrimEnd('.')
        : AccountOf(route) is null ? "its token can not be decrypted"
        : null;

    /// <param name="answers">Whether the account of a route may be worth a call.</param>
    public ChosenRoute Chosen(Route route, bool isPinned, ClaimedMessage claimed, IReadOnlyList<string> skipped, Predicate<Route> answers)
    {
        var others = Fitting.Where(other => other.Name != route.Name).ToList();
        var fresh = others.FindAll(other => !History.HasLeft(other.Name) && WhyNot(other) is null);
        var before = others.Where(other => History.HasLeft(other.Name)).Select(other => $"{other.Name}: left before").Concat(skipped).ToList();
        return new ChosenRoute(
            route.Name, route.Account, Plan.Accounts.GetValueOrDefault(route.Account)?.UpdatedAt ?? Tenant.VerifiedAt ?? DateTimeOffset.UnixEpoch,
            isPinned ? "It may have left by this route before." : before.Count > 0 ? KeptWords.Detail(string.Join("; ", before)) : null)
        {
            IsPinned = isPinned,
            HasNext = fresh.Exists(answers),
            HasResting = fresh.Exists(other => !answers(other)),
            HasLeftSome = others.Exists(other => History.HasLeft(other.Name) && !History.HasLeftForGood(other.Name)),
            PutOffSince = claimed.Attempts == 0 || History.PutOffSince(route.Name) is not { } since ? null : StoredTime.At(since),
        };
    }

    private bool LeadsTo(Route route, RoutedAttempt attempt) => route.Account == Route.Registered
        ? Registered.AccountId == attempt.AccountId && Registered.Provider == attempt.Provider
        : Plan.Accounts.GetValueOrDefault(route.Account) is { } account && account.AccountId == attempt.AccountId && account.Provider == attempt.Provider; // also without its secrets
}
