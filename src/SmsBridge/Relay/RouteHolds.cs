using SmsBridge.Ledger;
using SmsBridge.Routes;

namespace SmsBridge.Relay;

/// <summary>
/// Leaves out what a refusal says is wrong for every message: the account where the tenant has another one to send with, else the tenant.
/// </summary>
internal sealed class RouteHolds(RouteStore store, RouteDirectory routes, TenantHolds tenants, ILogger<RouteHolds> logger)
{
    /// <summary>Call before the step is recorded: once the message is due again the account must be out, or it would be tried at once.</summary>
    /// <returns>True: the whole tenant waits.</returns>
    public async Task<bool> HoldAsync(Preparation.Ready ready, NextStep next)
    {
        if (next is not NextStep.AwaitTenant wait)
        {
            return false;
        }

        if (ready.Route is not { } route || !HasOther(ready, route))
        {
            await tenants.HoldAsync(ready.Tenant, next);
            return true;
        }

        if (await store.HoldAsync(ready.Tenant.Id, RoutePlan.AccountSubject(route.Account), wait.Reason, wait.Detail, (route.Account, route.AccountAsOf)))
        {
            logger.AccountHeld(ready.Tenant.Identifier, route.Account, wait.Reason);
        }

        await routes.ReloadAsync(CancellationToken.None);
        return false;
    }

    private bool HasOther(Preparation.Ready ready, ChosenRoute route) =>
        routes.RoutesOf(ready.Tenant.Id) is { } plan
        && plan.Routes.Any(other => other.Account != route.Account && !plan.IsOff(other.Name) && plan.HoldOf(ready.Tenant, other.Account) is null
            && plan.AccountOf(other, ready.Tenant.SenderAccount) is not null);
}
