using SmsBridge.Gateways;
using SmsBridge.Messages;
using SmsBridge.Store;
using SmsBridge.Tenants;

namespace SmsBridge.Routes;

/// <summary>
/// Takes up again what is left out: an account that its provider accepts again, a route whose sender it accepts again, and one that has rested. A provider that can not be asked is not
/// believed by the shape of its account alone: there a person mends it.
/// </summary>
internal sealed class RouteChecks(
    RouteDirectory routes, RouteStore store, TenantDirectory tenants, SmsGateways gateways, RelayBell bell, TimeProvider time, ILogger<RouteChecks> logger)
{
    /// <summary>How long a route that delivers badly is left, before it is judged anew by what it delivers then.</summary>
    public static readonly TimeSpan Rest = TimeSpan.FromHours(1);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var released = false;
        foreach (var plan in routes.All.Where(plan => plan.Holds.Count > 0).ToList())
        {
            foreach (var (subject, hold) in plan.Holds)
            {
                if (await MayServeAsync(plan, subject, hold, cancellationToken) && await store.ReleaseAsync(plan.TenantId, subject))
                {
                    released = true;
                    logger.TakenUpAgain(plan.TenantId, subject);
                }
            }
        }

        if (released)
        {
            await routes.ReloadAsync(CancellationToken.None);
            bell.Ring();
        }
    }

    private async Task<bool> MayServeAsync(RoutePlan plan, string subject, RouteHold hold, CancellationToken cancellationToken)
    {
        if (hold.Reason is Reasons.DeliversBadly or Reasons.RouteOff)
        {
            return hold.Reason == Reasons.DeliversBadly && time.GetUtcNow() - hold.Since >= Rest; // what a person switched off, a person switches on
        }

        var registered = tenants.Find(plan.TenantId)?.SenderAccount;
        var account = subject == RoutePlan.AccountSubject(Route.Registered) ? registered
            : plan.Routes.FirstOrDefault(route => RoutePlan.RouteSubject(route.Name) == subject) is { } ofRoute ? plan.AccountOf(ofRoute, registered)
            : plan.Accounts.Values.FirstOrDefault(further => RoutePlan.AccountSubject(further.Name) == subject)?.Account;
        return account is not null && await gateways.For(account).VerifyAsync(account, cancellationToken) is AccountCheck.Verified { IsAsked: true };
    }
}
