using System.Diagnostics.Metrics;

namespace SmsBridge.Telemetry;

/// <summary>What was removed by its age.</summary>
internal sealed class RetentionMeter(IMeterFactory factory)
{
    private readonly Counter<long> _removed = BridgeMeter.Create(factory).CreateCounter<long>(
        "smsbridge.retention.removed", description: "What was removed by its age, by kind (hooks, texts, notices, records, audit, parked).");

    public void Removed(string kind, long count) => _removed.Add(count, new KeyValuePair<string, object?>("kind", kind));
}
