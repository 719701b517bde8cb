using System.Globalization;

namespace SmsBridge.Bench;

/// <summary>An audit trail of 100,000 payments compared with what came in, all of which did; and from hook to SMS meanwhile, against the same alone, in turns.</summary>
internal static class AuditScenario
{
    /// <summary>Beyond that, an hour's payments of a large institution were not compared before the next comparison (Gaps:Interval).</summary>
    private const double MostSeconds = 60;

    public static async Task<IReadOnlyList<ResultRow>> RunAsync(BenchOptions options, CancellationToken cancellationToken)
    {
        await using var rig = await Rig.StartAsync(options, tenants: 1, [], cancellationToken);
        await rig.FillHistoryAsync(PeerAudits.Count, options.OnPostgres, cancellationToken);
        await IsolationScenario.TimeAsync(rig, tenant: 0, cancellationToken); // JIT
        var (compared, relayed) = (new List<(double, double)>(), new List<(double, double)>());
        for (var round = 0; round < options.Rounds; round++)
        {
            var alone = await IsolationScenario.TimeAsync(rig, tenant: 0, cancellationToken);
            var beside = new List<double>();
            var start = TimeProvider.System.GetTimestamp();
            var comparing = CompareAsync(rig, cancellationToken);
            while (!comparing.IsCompleted)
            {
                beside.Add(await IsolationScenario.TimeAsync(rig, tenant: 0, cancellationToken));
            }

            compared.Add((MostSeconds, (await comparing - start) / (double)TimeProvider.System.TimestampFrequency));
            relayed.Add((alone, ResultRow.Median(beside)));
        }

        return
        [
            ResultRow.Of("gaps, 100,000 entries", "s", compared, must: 1, aim: 0.5, lessIsBetter: true),
            ResultRow.Of("gaps, hook to SMS meanwhile", "ms", relayed, must: 2, aim: 1.5, lessIsBetter: true),
        ];
    }

    /// <returns>When it ended.</returns>
    private static async Task<long> CompareAsync(Rig rig, CancellationToken cancellationToken)
    {
        var since = TimeProvider.System.GetUtcNow().AddHours(-3).ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
        await rig.Bridge.RunVerbAsync(cancellationToken, "gaps", "list", "--tenant", rig.Tenants[0].Tenant, "--from", since);
        var end = TimeProvider.System.GetTimestamp();
        var (entries, missing) = (
            await rig.Store.ExecuteAsync("SELECT entries FROM gap_tenant WHERE tenant_id = 1", cancellationToken), await rig.Store.ExecuteAsync("SELECT COUNT(*) FROM gap", cancellationToken));
        return entries == PeerAudits.Count && missing == 0 ? end
            : throw new InvalidOperationException($"{entries} entries of {PeerAudits.Count} were compared, {missing} taken for missing: the figures mean nothing.");
    }
}
