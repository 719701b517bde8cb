using SmsBridge.Ledger;
using SmsBridge.Messages;
using SmsBridge.Routes;
using SmsBridge.Tenants;
using Route = SmsBridge.Routes.Route; // not the web's

namespace SmsBridge.Relay;

/// <summary>
/// Leaves out what a refusal says is wrong for every message: the sender of a route, where it has one of its own, else the account; the tenant where it has no
/// other way.
/// </summary>
internal sealed class RouteHolds(RouteStore store, RouteDirectory routes, TenantHolds tenants, ILogger<RouteHolds> logger)
{
    /// <summary>Call before the step is recorded: once the message is due again the account must be out, or it would be tried at once.</summary>
    /// <returns>True: the whole tenant waits.</returns>
    public async Task<bool> HoldAsync(Preparation.Ready ready, NextStep next)
    {
        if (next is not NextStep.AwaitTenant wait || ready.Route is { IsGone: true })
        {
            return false; // nothing but what was in doubt goes by what the tenant has taken away
        }

        var plan = routes.RoutesOf(ready.Tenant.Id);
        var isOfSender = plan is not null && ready.Route is { } chosen && wait.Reason == Reasons.ProviderConfiguration && plan.Find(chosen.Name) is { Sender: not null };
        if (plan is null || ready.Route is not { } route
            || !HasOther(ready.Tenant, plan, other => isOfSender ? other.Name != route.Name : other.Account != route.Account))
        {
            await tenants.HoldAsync(ready.Tenant, next);
            return true;
        }

        await LeaveOutAsync(ready, plan, route, wait, isOfSender);
        await routes.ReloadAsync(CancellationToken.None);
        return false;
    }

    private async Task LeaveOutAsync(Preparation.Ready ready, RoutePlan plan, ChosenRoute route, NextStep.AwaitTenant wait, bool isOfSender)
    {
        if (isOfSender && plan.Find(route.Name)?.Sender != ready.Account.Sender)
        {
            return; // it was given another one meanwhile
        }

        var subject = isOfSender ? RoutePlan.RouteSubject(route.Name) : RoutePlan.AccountSubject(route.Account);
        if (await store.HoldAsync(ready.Tenant.Id, subject, wait.Reason, wait.Detail, (route.Account, route.AccountAsOf)))
        {
            logger.LeftOut(ready.Tenant.Identifier, subject, wait.Reason);
        }
    }

    private static bool HasOther(Tenant tenant, RoutePlan plan, Predicate<Route> isOther) =>
        plan.Routes.Any(other => isOther(other) && plan.LeftOut(tenant, other) is null && plan.AccountOf(other, tenant.SenderAccount) is not null);
}
