using SmsBridge.Tenants;
using SmsBridge.Texts.Catalogue;

namespace SmsBridge.Routes;

/// <summary>A tenant's routes for people and programs: no secret.</summary>
internal sealed class RouteViews(RouteDirectory routes, RouteHealthStore health, RoutePrices prices)
{
    public async Task<RoutesView> OfAsync(Tenant tenant, CancellationToken cancellationToken)
    {
        var plan = routes.PlanOf(tenant.Id);
        List<RouteHealth> delivered = plan.HasRoutes ? await health.OfAsync(tenant.Id, cancellationToken) : []; // nothing is counted where nothing is chosen
        RouteHoldView? HoldOf(string account) => RouteHoldView.Of(plan.HoldOf(tenant, account));
        return new RoutesView(
            tenant.Identifier,
            [
                new RouteAccountView(
                    Route.Registered, tenant.Settings.Provider, tenant.Settings.AccountId, tenant.Settings.Sender, tenant.Settings.SharedKey is not null, HoldOf(Route.Registered)),
                .. plan.Accounts.Values.OrderBy(account => account.Name, StringComparer.Ordinal).Select(account => new RouteAccountView(
                    account.Name, account.Provider, account.AccountId, account.Sender, account.Account?.SharedKey is not null, HoldOf(account.Name))),
            ],
            [.. plan.Routes.Select(route => Of(tenant, plan, route, delivered.Find(each => each.Route == route.Name)))],
            plan.Rules.AfterNonDelivery, plan.Rules.RepeatInDoubt, plan.Rules.LeaveBelow, plan.Rules.LeaveLeast);
    }

    private RouteView Of(Tenant tenant, RoutePlan plan, Route route, RouteHealth? delivered)
    {
        var account = plan.Accounts.GetValueOrDefault(route.Account);
        return new RouteView(
            route.Name, route.Account, route.Sender, route.Countries, route.Prefixes, route.Events, [.. route.Classes.Select(EventClasses.NameOf)], route.Share,
            route.MaxPrice?.ToString(), RouteHoldView.Of(plan.HoldOfRoute(route.Name)),
            prices.Of(tenant, route, account?.Provider ?? tenant.Settings.Provider, account?.AccountId ?? tenant.Settings.AccountId),
            delivered is { Share: { } percent } ? new RouteDeliveredView(delivered.Settled, delivered.Delivered, percent) : null);
    }

    /// <summary>What would change nothing.</summary>
    public static RoutesRequest AsRequest(RoutePlan plan) => new()
    {
        Accounts = [.. plan.Accounts.Values.OrderBy(account => account.Name, StringComparer.Ordinal).Select(account => new RouteAccountRequest
        {
            Name = account.Name, Provider = account.Provider, AccountId = account.AccountId, Sender = account.Sender,
        })],
        Routes = [.. plan.Routes.Select(AsRequest)],
        AfterNonDelivery = plan.Rules.AfterNonDelivery,
        RepeatInDoubt = plan.Rules.RepeatInDoubt,
        LeaveBelow = plan.Rules.LeaveBelow,
        LeaveLeast = plan.Rules.LeaveLeast,
    };

    /// <summary>For the audit.</summary>
    public static string WordsOf(RoutePlan plan) => WordsOf([.. plan.Accounts.Values.OrderBy(account => account.Name, StringComparer.Ordinal)], plan.Routes, plan.Rules);

    /// <inheritdoc cref="WordsOf(RoutePlan)"/>
    public static string WordsOf(IReadOnlyList<RouteAccount> accounts, IReadOnlyList<Route> routes, RouteRules rules) =>
        routes.Count == 0 ? $"no routes; {rules.Words}"
        : $"{string.Join(", ", routes.Select(route => $"{route.Name} by {route.Account}{ConditionsOf(route)}"))}; {string.Join(", ", accounts)}; {rules.Words}";

    /// <summary>Which SMS it is for, in words that follow its name; empty: for all.</summary>
    public static string ConditionsOf(Route route) => string.Concat(
        (IEnumerable<string>)
        [
            route.Countries.Count > 0 ? $" to {string.Join(' ', route.Countries)}" : "",
            route.Prefixes.Count > 0 ? $" to {string.Join(' ', route.Prefixes)}" : "",
            route.Events.Count > 0 ? $" for {string.Join(' ', route.Events)}" : "",
            route.Classes.Count > 0 ? $" for {string.Join(' ', route.Classes.Select(EventClasses.NameOf))} texts" : "",
            route.MaxPrice is { } price ? $" up to {price} a part" : "",
            route.Share is { } share ? FormattableString.Invariant($" {share} %") : "",
            route.Sender is { } sender ? $" from {sender}" : "",
        ]);

    /// <inheritdoc cref="AsRequest(RoutePlan)"/>
    public static RouteRequest AsRequest(Route route) => new()
    {
        Name = route.Name, Account = route.Account, Sender = route.Sender, Countries = route.Countries, Prefixes = route.Prefixes, Events = route.Events,
        Classes = [.. route.Classes.Select(EventClasses.NameOf)], Share = route.Share, MaxPrice = route.MaxPrice?.ToString(),
    };
}
