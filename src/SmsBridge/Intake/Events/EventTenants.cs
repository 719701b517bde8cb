using System.Collections.Concurrent;
using Microsoft.Extensions.Options;
using SmsBridge.Tenants;

namespace SmsBridge.Intake.Events;

/// <summary>Whose events a broker brings. Its messages name their tenant themselves, and nothing else says whose they are: whoever may write to its topic could name any.</summary>
internal sealed class EventTenants(TenantDirectory tenants, IOptions<ExternalEventsOptions> options)
{
    private const int MostTold = 100; // names come from outside

    private readonly Dictionary<string, HashSet<string>> _named = options.Value.Brokers.Where(broker => broker.Value.Tenants.Count > 0)
        .ToDictionary(broker => broker.Key, broker => broker.Value.Tenants.ToHashSet(StringComparer.Ordinal), StringComparer.Ordinal);

    private readonly ConcurrentDictionary<(string Broker, string Tenant), bool> _told = new();

    /// <summary>One that names no tenants brings those of all.</summary>
    public bool MayBring(string broker, string tenant) => !_named.TryGetValue(broker, out var named) || named.Contains(tenant);

    /// <returns>Null: it is not registered.</returns>
    public Tenant? Find(string tenant) => tenants.Find(tenant);

    /// <summary>Whether it is worth a line that a broker brought what it may not: once, and of so many tenants.</summary>
    public bool IsNews(string broker, string tenant) => _told.Count < MostTold && _told.TryAdd((broker, tenant), true);
}
