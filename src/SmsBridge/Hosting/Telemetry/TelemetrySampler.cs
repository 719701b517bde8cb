using Microsoft.Extensions.Options;
using SmsBridge.Insight.Statistics;
using SmsBridge.Operators;
using SmsBridge.Relay;
using SmsBridge.Store;
using SmsBridge.Telemetry;
using SmsBridge.Tenants;

namespace SmsBridge.Hosting.Telemetry;

/// <summary>Counts every few seconds what metrics tell of the whole: not with each scrape, of which there may be any number.</summary>
internal sealed class TelemetrySampler(
    TelemetrySample sample, TelemetryCounts counts, IOptions<TelemetryOptions> options, TimeProvider time, ILogger<TelemetrySampler> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Value.SampleInterval, time);
        try
        {
            do
            {
                await TrySampleAsync(stoppingToken);
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The service ends.
        }
    }

    private async Task TrySampleAsync(CancellationToken stoppingToken)
    {
        try
        {
            sample.Take(await counts.CountAsync(stoppingToken));
        }
#pragma warning disable CA1031 // The boundary of the loop: what is wrong with a figure must not end the service.
        catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
#pragma warning restore CA1031
        {
            logger.NotCounted(exception.Message); // the age of the figures says it too
        }
    }
}

/// <summary>Where the figures come from.</summary>
internal sealed class TelemetryCounts(
    Database database, OperatorTenants scope, Attention attention, BackupAges backups, TenantLabels labels, TelemetryPeers peers, TimeProvider time)
{
    private static readonly SignedInOperator Everything = new(0, "metrics", OperatorRole.Admin, TenantScope.All, Stamp: "", TimeZone: null);

    public async Task<TelemetryFigures> CountAsync(CancellationToken cancellationToken)
    {
        var (now, tenants) = (time.GetUtcNow(), scope.Of(Everything));
        var items = await attention.ListAsync(Everything, cancellationToken);
        var waiting = await WaitingAsync(tenants, now, cancellationToken);
        var (backup, remoteBackup) = await backups.ReadAsync(now, cancellationToken);
        return new TelemetryFigures(
            now, waiting,
            [.. tenants.Where(tenant => tenant.Pause is not null).Select(tenant => (Tenant: labels.Of(tenant.Identifier), tenant.Pause!.Reason)).Distinct()],
            Counted(["active", "unverified", "paused"], tenants.Select(tenant => tenant.Pause is not null ? "paused" : tenant.Unverified is not null ? "unverified" : "active")),
            items.GroupBy(item => (item.Kind, item.IsUrgent)).ToDictionary(group => group.Key, group => group.Count()),
            peers.OpenCircuits(), FreeSpace(), backup, remoteBackup, peers.Nodes);
    }

    private static Dictionary<string, int> Counted(IEnumerable<string> states, IEnumerable<string> found)
    {
        var counts = states.ToDictionary(state => state, _ => 0, StringComparer.Ordinal);
        foreach (var state in found)
        {
            counts[state]++;
        }

        return counts;
    }

    private async Task<IReadOnlyList<WaitingFigure>> WaitingAsync(IReadOnlyList<Tenant> tenants, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var visible = await scope.VisibleAsync(Everything, cancellationToken);
        await using var connection = await database.OpenReadAsync(cancellationToken);
        var found = (await WaitingQuery.RunAsync(connection, visible, now, cancellationToken)).ToDictionary(it => it.TenantId);
        return
        [
            .. tenants.Select(tenant => (Label: labels.Of(tenant.Identifier), Waiting: found.TryGetValue(tenant.Id, out var it) ? it : new TenantWaiting(tenant.Id, 0, now.ToUnixTimeMilliseconds(), 0)))
                .GroupBy(pair => pair.Label, pair => pair.Waiting, StringComparer.Ordinal)
                .Select(group => new WaitingFigure(
                    group.Key, group.Sum(it => it.Count - it.InDoubt), group.Sum(it => it.InDoubt), group.Max(it => Math.Max(0, (now - StoredTime.At(it.OldestAt ?? now.ToUnixTimeMilliseconds())).TotalSeconds)))),
        ];
    }

    private long? FreeSpace() => database.FilePath is { } file ? new DriveInfo(Path.GetDirectoryName(file)!).AvailableFreeSpace : null;
}

/// <summary>What this process knows of those it works with.</summary>
internal sealed class TelemetryPeers(CoreCircuits cores, ProviderCircuits providers, LivingNodes nodes)
{
    public int Nodes => nodes.Count;

    public IReadOnlyDictionary<string, int> OpenCircuits() =>
        new Dictionary<string, int>(StringComparer.Ordinal) { ["core"] = cores.Open.Count, ["provider"] = providers.Open.Count };
}
