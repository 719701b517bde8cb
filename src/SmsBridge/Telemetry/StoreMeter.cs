using System.Diagnostics.Metrics;

namespace SmsBridge.Telemetry;

/// <summary>The one writer, and the rights to work.</summary>
internal sealed class StoreMeter
{
    private readonly Histogram<long> _size;
    private readonly Histogram<double> _duration;
    private readonly Counter<long> _lost;

    public StoreMeter(IMeterFactory factory)
    {
        var meter = BridgeMeter.Create(factory);
        _size = meter.CreateHistogram("smsbridge.commit.size", unit: null, "Operations that shared a commit.", advice: BridgeMeter.Sizes);
        _duration = meter.CreateHistogram("smsbridge.commit.duration", "s", "How long a commit took with all its operations, by how it ended (done, failed).", advice: BridgeMeter.Calls);
        _lost = meter.CreateCounter<long>("smsbridge.work.leases.lost", description: "Jobs and followers that somebody else had taken over while this process did them.");
    }

    public bool IsOn => _duration.Enabled;

    public void Committed(int operations, TimeSpan took, bool isDone)
    {
        _size.Record(operations);
        _duration.Record(took.TotalSeconds, new KeyValuePair<string, object?>("outcome", isDone ? "done" : "failed"));
    }

    public void Lost() => _lost.Add(1);
}
