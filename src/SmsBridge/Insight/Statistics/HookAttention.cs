using Microsoft.Extensions.Options;
using SmsBridge.Store;
using SmsBridge.Tenants;

namespace SmsBridge.Insight.Statistics;

/// <summary>What the hooks of tenants say, or that none come: most urgent first.</summary>
internal sealed record HookItems(IEnumerable<AttentionItem> Refused, IEnumerable<AttentionItem> OldKeys, IEnumerable<AttentionItem> Silent);

/// <summary>What needs attention about how a tenant's core reaches the bridge.</summary>
internal sealed class HookAttention(Database database, LastHooks hooks, RefusedHooks refused, IOptions<StatisticsOptions> options, TimeProvider time)
{
    public async Task<HookItems> ListAsync(IReadOnlyList<Tenant> tenants, CancellationToken cancellationToken)
    {
        var last = await hooks.ListAsync(tenants.Select(tenant => tenant.Id), cancellationToken);
        return new HookItems(
            await RefusedAsync(tenants, last, cancellationToken), [.. await OldKeys.ItemsAsync(database, tenants, last, time.GetUtcNow(), cancellationToken)], [.. Silent(tenants, last)]);
    }

    private async Task<IEnumerable<AttentionItem>> RefusedAsync(
        IReadOnlyList<Tenant> tenants, IReadOnlyDictionary<long, LastHook> last, CancellationToken cancellationToken)
    {
        var found = await refused.ListAsync(tenants.Select(tenant => tenant.Id), last, cancellationToken);
        return tenants.Where(tenant => found.ContainsKey(tenant.Id)).Select(tenant => RefusedWords.Item(tenant, found[tenant.Id]));
    }

    private IEnumerable<AttentionItem> Silent(IReadOnlyList<Tenant> tenants, IReadOnlyDictionary<long, LastHook> last)
    {
        var silentSince = time.GetUtcNow() - options.Value.SilentAfter;
        return from tenant in tenants
               where tenant.RegisteredAt < silentSince
               let at = last.TryGetValue(tenant.Id, out var known) ? known.At : (DateTimeOffset?)null
               where at is null || at < silentSince
               select new AttentionItem(
                   "silent", IsUrgent: false, tenant.Identifier,
                   at is null ? $"No hook has ever arrived from {tenant.Identifier}." : $"No hook has arrived from {tenant.Identifier} for a while.",
                   "Look at its connection: the hook in the core may be gone, or its address wrong.", at ?? tenant.RegisteredAt);
    }
}
