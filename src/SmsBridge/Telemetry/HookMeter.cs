using System.Diagnostics.Metrics;

namespace SmsBridge.Telemetry;

/// <summary>What comes in.</summary>
internal sealed class HookMeter(IMeterFactory factory, TenantLabels tenants)
{
    private readonly Counter<long> _hooks = BridgeMeter.Create(factory).CreateCounter<long>(
        "smsbridge.hooks", description: "Hooks that were answered, by what became of them (accepted, duplicate, ignored, refused) and tenant.");

    public bool IsOn => _hooks.Enabled;

    /// <param name="tenant">A registered one; null: none.</param>
    public void Count(string outcome, string? tenant) =>
        _hooks.Add(1, new KeyValuePair<string, object?>("outcome", outcome), new KeyValuePair<string, object?>("tenant", tenants.Of(tenant)));
}
