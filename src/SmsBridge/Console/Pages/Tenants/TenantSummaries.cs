using SmsBridge.Console.Api;
using SmsBridge.Insight.Statistics;
using SmsBridge.Operators;
using SmsBridge.Tenants;

namespace SmsBridge.Console.Pages.Tenants;

/// <summary>The tenants somebody may see, with how they do: from memory, the counts and a few look-ups; no message is counted.</summary>
internal sealed class TenantSummaries(
    OperatorTenants scope, TenantDirectory directory, KeyUsage usage, LastHooks hooks, RefusedHooks refused, StatisticsQueries statistics, TimeProvider time)
{
    public async Task<IReadOnlyList<TenantSummary>> ListAsync(SignedInOperator who, CancellationToken cancellationToken)
    {
        var visible = await scope.VisibleAsync(who, cancellationToken);
        return await SummariesAsync(scope.Of(who), who, visible, cancellationToken);
    }

    /// <summary>Null: there is none, or not for this operator.</summary>
    public async Task<TenantSummary?> FindAsync(SignedInOperator who, string identifier, CancellationToken cancellationToken) =>
        scope.Find(who, identifier) is { } tenant
            ? (await SummariesAsync([tenant], who, new VisibleTenants(IsAll: false, [tenant.Id]), cancellationToken))[0]
            : null;

    private async Task<IReadOnlyList<TenantSummary>> SummariesAsync(
        IReadOnlyList<Tenant> tenants, SignedInOperator who, VisibleTenants visible, CancellationToken cancellationToken)
    {
        var last = await hooks.ListAsync(tenants.Select(tenant => tenant.Id), cancellationToken);
        var since = await refused.ListAsync(tenants.Select(tenant => tenant.Id), last, cancellationToken);
        var today = await statistics.SinceByTenantAsync(Midnight.Of(who, time.GetUtcNow()), visible, cancellationToken);
        return [.. tenants.Select(tenant => new TenantSummary(
            TenantView.Of(tenant, directory.KeysOf(tenant), usage),
            last.TryGetValue(tenant.Id, out var at) ? at.At : null,
            today.TryGetValue(tenant.Id, out var counts) ? counts : OutcomeCounts.None)
        {
            Refused = since.TryGetValue(tenant.Id, out var tally) ? RefusedWords.Item(tenant, tally) : null,
        })];
    }
}
