using SmsBridge.Gateways;
using SmsBridge.Insight.RouteUse;
using SmsBridge.Routes;
using SmsBridge.Tenants;
using Route = SmsBridge.Routes.Route; // not the web's

namespace SmsBridge.Console.Pages.Tenants;

/// <summary>A tenant's routes as the pages show them: where each leads, what it costs and how it does.</summary>
internal sealed class RouteLists(RouteDirectory routes, RouteHealthStore health, RouteUseQueries use, RoutePrices prices, IAccountCircuits circuits)
{
    public async Task<RouteList> OfAsync(Tenant tenant, CancellationToken cancellationToken)
    {
        var plan = routes.PlanOf(tenant.Id);
        if (!plan.HasRoutes)
        {
            return new RouteList(tenant, plan.Rules, [], Accounts(tenant, plan), []); // nothing is counted where nothing is chosen
        }

        var delivered = (await health.OfAsync(tenant.Id, cancellationToken)).ToDictionary(each => each.Route, StringComparer.Ordinal);
        var (used, hops) = await use.LatelyAsync(tenant.Id, cancellationToken);
        return new RouteList(
            tenant, plan.Rules, [.. plan.Routes.Select(route => Shown(tenant, plan, route, delivered.GetValueOrDefault(route.Name), used.GetValueOrDefault(route.Name)))],
            Accounts(tenant, plan), hops);
    }

    private RouteShown Shown(Tenant tenant, RoutePlan plan, Route route, RouteHealth? delivered, RouteUseRow? used)
    {
        var account = Account(tenant, plan, route.Account);
        return new RouteShown(
            route, account, [.. prices.Of(tenant, route, account.Provider, account.AccountId).Select(price => price.ToString())], delivered, used ?? new RouteUseRow { Route = route.Name },
            plan.HoldOfRoute(route.Name) is { } hold ? RouteState.Of(hold) : account.State, plan.IsOff(route.Name), plan.HoldOfRoute(route.Name) is not null);
    }

    private IReadOnlyList<RouteAccountShown> Accounts(Tenant tenant, RoutePlan plan) =>
        [.. plan.Accounts.Keys.Order(StringComparer.Ordinal).Prepend(Route.Registered).Select(name => Account(tenant, plan, name))];

    private RouteAccountShown Account(Tenant tenant, RoutePlan plan, string name)
    {
        var further = plan.Accounts.GetValueOrDefault(name);
        var (settings, account) = (tenant.Settings, further is null ? tenant.SenderAccount : further.Account);
        var hold = plan.HoldOf(tenant, name);
        return new RouteAccountShown(
            name, further?.Provider ?? settings.Provider, further?.AccountId ?? settings.AccountId, further?.Sender ?? settings.Sender,
            further is null ? settings.SharedKey is not null : account?.SharedKey is not null, further?.UpdatedAt, StateOf(hold, account), hold is not null);
    }

    private RouteState StateOf(RouteHold? hold, SenderAccount? account) =>
        hold is not null ? RouteState.Of(hold)
        : account is null ? RouteState.Unreadable
        : circuits.OpenSince(account) is { } since ? RouteState.NoAnswer(since)
        : RouteState.InUse;
}

/// <param name="Accounts">The registered one first.</param>
/// <param name="Hops">The latest.</param>
internal sealed record RouteList(
    Tenant Tenant, RouteRules Rules, IReadOnlyList<RouteShown> Routes, IReadOnlyList<RouteAccountShown> Accounts, IReadOnlyList<RouteHopRow> Hops)
{
    public RouteShown? Find(string name) => Routes.FirstOrDefault(shown => shown.Route.Name == name);
}

/// <param name="Prices">By place; none: not known.</param>
/// <param name="Health">Null: nothing is settled.</param>
/// <param name="IsOff">A person lets nothing go by it.</param>
/// <param name="IsLeft">It is off, or left by its rule: a person may take it up again.</param>
internal sealed record RouteShown(
    Route Route, RouteAccountShown Account, IReadOnlyList<string> Prices, RouteHealth? Health, RouteUseRow Use, RouteState State, bool IsOff, bool IsLeft)
{
    public string Sender => Route.Sender ?? Account.Sender;
}

/// <summary>An account that routes lead to: of its secrets only whether there is a further one.</summary>
/// <param name="ChangedAt">Null: the registered one, which changes with the registration.</param>
/// <param name="IsHeld">It is left out, and a person may take it up again.</param>
internal sealed record RouteAccountShown(
    string Name, string Provider, string AccountId, string Sender, bool HasSharedKey, DateTimeOffset? ChangedAt, RouteState State, bool IsHeld);
