using System.Globalization;
using SmsBridge.Messages;
using SmsBridge.Tenants;

namespace SmsBridge.Routes;

/// <summary>Points out routes that deliver badly, and leaves them where their tenant has set a rule for it. Never the last that is left.</summary>
internal sealed class RouteJudge(RouteDirectory routes, RouteStore store, RouteHealthStore health, TenantDirectory tenants, ILogger<RouteJudge> logger)
{
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        foreach (var plan in routes.All.Where(plan => plan.HasRoutes && tenants.Find(plan.TenantId) is not null).ToList())
        {
            try
            {
                await JudgeAsync(plan, cancellationToken);
            }
#pragma warning disable CA1031 // One tenant's trouble is not the others'.
            catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
#pragma warning restore CA1031
            {
                logger.NotJudged(exception, plan.TenantId);
            }
        }
    }

    private async Task JudgeAsync(RoutePlan plan, CancellationToken cancellationToken)
    {
        var all = await health.OfAsync(plan.TenantId, cancellationToken);
        await health.PointOutAsync(plan.TenantId, [.. all.Where(each => each.IsWeak && plan.Find(each.Route) is not null)], cancellationToken);
        foreach (var each in plan.Rules.LeaveBelow is null ? [] : all)
        {
            await JudgeAsync(plan, each);
        }
    }

    private async Task JudgeAsync(RoutePlan plan, RouteHealth health)
    {
        var present = routes.PlanOf(plan.TenantId); // what was just left counts
        if (health.Settled < plan.Rules.LeaveLeast || health.Share >= plan.Rules.LeaveBelow || present.Find(health.Route) is null || present.HoldOfRoute(health.Route) is not null
            || !present.Routes.Any(other => other.Name != health.Route && present.HoldOfRoute(other.Name) is null && routes.IsUsable(present, other)))
        {
            return;
        }

        var words = string.Create(CultureInfo.InvariantCulture, $"It delivered {health.Delivered} of its latest {health.Settled} SMS, {health.Share} %.");
        if (await store.HoldAsync(plan.TenantId, RoutePlan.RouteSubject(health.Route), Reasons.DeliversBadly, words, unchangedSince: null))
        {
            logger.DeliversBadly(plan.TenantId, health.Route, health.Delivered, health.Settled);
            await routes.ReloadAsync(CancellationToken.None);
        }
    }
}
