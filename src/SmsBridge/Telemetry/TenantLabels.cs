using System.Collections.Concurrent;
using Microsoft.Extensions.Options;

namespace SmsBridge.Telemetry;

/// <summary>Tenants as metrics name them: a bounded number, or every tenant there ever was would stay in memory here and at whoever scrapes.</summary>
internal sealed class TenantLabels(IOptions<TelemetryOptions> options)
{
    public const string Other = "other";

    /// <summary>Of no tenant that is registered.</summary>
    public const string None = "none";

    private readonly ConcurrentDictionary<string, string> _known = new(StringComparer.Ordinal);
    private readonly Lock _gate = new();
    private int _room = options.Value.MostTenants;

    /// <param name="tenant">A registered one; null: none.</param>
    public string Of(string? tenant)
    {
        if (tenant is null)
        {
            return None;
        }

        if (_known.TryGetValue(tenant, out var label))
        {
            return label;
        }

        if (Volatile.Read(ref _room) <= 0)
        {
            return Other; // with each hook, once there are so many
        }

        lock (_gate)
        {
            if (_room > 0 && _known.TryAdd(tenant, tenant))
            {
                _room--;
            }
        }

        return _known.GetValueOrDefault(tenant, Other);
    }
}
