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

    /// <summary>A provider that hangs takes its time-out to say so; other tenants must not wait for it.</summary>
    private const int TenantsAtOnce = 16;

    private const int OfOneAtOnce = 4;

    public Task RunAsync(CancellationToken cancellationToken) => Parallel.ForEachAsync(
        routes.All.Where(plan => plan.Holds.Count > 0).ToList(), new ParallelOptions { MaxDegreeOfParallelism = TenantsAtOnce, CancellationToken = cancellationToken }, CheckAsync);

    private async ValueTask CheckAsync(RoutePlan plan, CancellationToken cancellationToken)
    {
        var released = false;
        try
        {
            await Parallel.ForEachAsync(plan.Holds, new ParallelOptions { MaxDegreeOfParallelism = OfOneAtOnce, CancellationToken = cancellationToken }, async (held, token) =>
            {
                if (await IsReleasedAsync(plan, held.Key, held.Value, token))
                {
                    released = true;
                }
            });
        }
        finally
        {
            if (released)
            {
                await InForceAsync();
            }
        }
    }

    private async Task<bool> IsReleasedAsync(RoutePlan plan, string subject, RouteHold hold, CancellationToken cancellationToken)
    {
        try
        {
            if (!await MayServeAsync(plan, subject, hold, cancellationToken) || !await store.ReleaseAsync(plan.TenantId, subject))
            {
                return false;
            }

            logger.TakenUpAgain(plan.TenantId, subject);
            return true;
        }
#pragma warning disable CA1031 // One account's trouble is not the others', nor other tenants'.
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
#pragma warning restore CA1031
        {
            logger.NotChecked(exception, plan.TenantId, subject);
            return false;
        }
    }

    /// <summary>Now, and not when all tenants' providers have answered.</summary>
    private async Task InForceAsync()
    {
        try
        {
            await routes.ReloadAsync(CancellationToken.None);
        }
#pragma warning disable CA1031 // It is released: the directory's watcher sees it a moment later.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            logger.RoutesNotRead(exception);
        }

        bell.Ring();
    }

    private async Task<bool> MayServeAsync(RoutePlan plan, string subject, RouteHold hold, CancellationToken cancellationToken)
    {
        if (hold.Reason is Reasons.DeliversBadly or Reasons.RouteOff)
        {
            return hold.Reason == Reasons.DeliversBadly && time.GetUtcNow() - hold.Since >= Rest; // what a person switched off, a person switches on
        }

        if (tenants.Find(plan.TenantId) is not { TrustedUntil: null } tenant)
        {
            return false; // gone, or on trust: whose account that is nobody has proved, and the tenant's own check asks for it
        }

        var registered = tenant.SenderAccount;
        var account = subject == RoutePlan.AccountSubject(Route.Registered) ? registered
            : plan.Routes.FirstOrDefault(route => RoutePlan.RouteSubject(route.Name) == subject) is { } ofRoute ? plan.AccountOf(ofRoute, registered)
            : plan.Accounts.Values.FirstOrDefault(further => RoutePlan.AccountSubject(further.Name) == subject)?.Account;
        return account is not null && await gateways.For(account).VerifyAsync(account, cancellationToken) is AccountCheck.Verified { IsAsked: true };
    }
}
