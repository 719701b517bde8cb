using System.Diagnostics.Metrics;
using SmsBridge.Telemetry;

namespace SmsBridge.Hosting.Telemetry;

/// <summary>What a tenant has waiting.</summary>
internal readonly record struct WaitingFigure(string Tenant, long Queued, long InDoubt, double OldestAge);

/// <summary>Figures of one moment.</summary>
/// <param name="Paused">Tenant and reason.</param>
/// <param name="Tenants">By state.</param>
/// <param name="Attention">By kind and whether it is urgent.</param>
/// <param name="OpenCircuits">By what is left alone: core or provider.</param>
/// <param name="DiskFree">Bytes; null: the database is a server's.</param>
/// <param name="BackupAge">Seconds; null: there is none, or the database is a server's.</param>
/// <param name="RemoteBackupAge">Seconds; null: there is no bucket; infinite: there is none in it.</param>
internal sealed record TelemetryFigures(
    DateTimeOffset At, IReadOnlyList<WaitingFigure> Waiting, IReadOnlyList<(string Tenant, string Reason)> Paused, IReadOnlyDictionary<string, int> Tenants,
    IReadOnlyDictionary<(string Kind, bool IsUrgent), int> Attention, IReadOnlyDictionary<string, int> OpenCircuits, long? DiskFree, double? BackupAge, double? RemoteBackupAge, int Nodes);

/// <summary>The figures of the latest count, as metrics. How old they are is one too: a store that is away can not be counted, and the last figures must not pass for news.</summary>
internal sealed class TelemetrySample
{
    private readonly TimeProvider _time;
    private readonly DateTimeOffset _start;
    private TelemetryFigures? _latest;

    public TelemetrySample(IMeterFactory factory, TimeProvider time)
    {
        (_time, _start) = (time, time.GetUtcNow());
        var meter = BridgeMeter.Create(factory);
        meter.CreateObservableGauge("smsbridge.sample.age", () => (_time.GetUtcNow() - (_latest?.At ?? _start)).TotalSeconds, "s", "How old the counted figures below are: what waits, is paused or needs attention.");
        meter.CreateObservableGauge("smsbridge.waiting", Waiting, description: "Messages that wait, counted up to ten thousand of each tenant, by tenant and state (queued, in_doubt).");
        meter.CreateObservableGauge("smsbridge.waiting.oldest.age", OldestAges, "s", "How long the oldest message of a tenant waits; the hours in which its clients are not written to do not count.");
        meter.CreateObservableGauge("smsbridge.tenants", () => Of(_latest?.Tenants, "state"), description: "Tenants by state (active, unverified, paused).");
        meter.CreateObservableGauge("smsbridge.tenant.paused", Paused, description: "1 for each tenant that is paused, by tenant and reason.");
        meter.CreateObservableGauge("smsbridge.attention", Attention, description: "Things that need attention, as the console's overview has them, by kind and whether they are urgent.");
        meter.CreateObservableGauge("smsbridge.circuits.open", () => Of(_latest?.OpenCircuits, "peer"), description: "Cores and provider accounts that did not answer lately and are left alone by this process.");
        meter.CreateObservableGauge("smsbridge.disk.free", () => Maybe(_latest?.DiskFree), "By", "Free space where the database file lies.");
        meter.CreateObservableGauge("smsbridge.backup.age", () => Maybe(_latest?.BackupAge), "s", "Age of the latest backup that smsbridge backup made.");
        meter.CreateObservableGauge("smsbridge.backup.remote.age", () => Maybe(_latest?.RemoteBackupAge), "s", "Age of the latest backup in the bucket, infinite while there is none; no figure where there is no bucket.");
        meter.CreateObservableGauge("smsbridge.nodes", () => Maybe<int>(_latest?.Nodes), description: "Bridges that work on this database.");
    }

    public void Take(TelemetryFigures figures) => Volatile.Write(ref _latest, figures);

    private IEnumerable<Measurement<long>> Waiting()
    {
        foreach (var it in _latest?.Waiting ?? [])
        {
            yield return new Measurement<long>(it.Queued, new("tenant", it.Tenant), new("state", "queued"));
            yield return new Measurement<long>(it.InDoubt, new("tenant", it.Tenant), new("state", "in_doubt"));
        }
    }

    private IEnumerable<Measurement<double>> OldestAges() =>
        (_latest?.Waiting ?? []).Select(it => new Measurement<double>(it.OldestAge, new KeyValuePair<string, object?>("tenant", it.Tenant)));

    private IEnumerable<Measurement<int>> Paused() =>
        (_latest?.Paused ?? []).Select(it => new Measurement<int>(1, new("tenant", it.Tenant), new("reason", it.Reason)));

    private IEnumerable<Measurement<int>> Attention() =>
        (_latest?.Attention ?? new Dictionary<(string, bool), int>()).Select(pair => new Measurement<int>(pair.Value, new("kind", pair.Key.Kind), new("urgent", pair.Key.IsUrgent ? "yes" : "no")));

    private static IEnumerable<Measurement<int>> Of(IReadOnlyDictionary<string, int>? counts, string label) =>
        (counts ?? new Dictionary<string, int>(StringComparer.Ordinal)).Select(pair => new Measurement<int>(pair.Value, new KeyValuePair<string, object?>(label, pair.Key)));

    private static IEnumerable<Measurement<T>> Maybe<T>(T? value)
        where T : struct => value is { } known ? [new Measurement<T>(known)] : [];
}
