namespace SmsBridge.Bench;

/// <summary>From hook to SMS for a tenant while another has 100,000 waiting that are being sent, against the same with the other paused, in turns.</summary>
internal static class IsolationScenario
{
    private const int Backlog = 100_000;
    private const int Hooks = 60;

    public static async Task<IReadOnlyList<ResultRow>> RunAsync(BenchOptions options, CancellationToken cancellationToken)
    {
        await using var rig = await Rig.StartAsync(options, tenants: 2, [], cancellationToken);
        await rig.PauseAsync(true, cancellationToken);
        await rig.FillAsync(Backlog, RelayWork.AllLookedUp, cancellationToken);
        await TimeAsync(rig, tenant: 1, cancellationToken); // JIT
        var rounds = new List<(double, double)>();
        for (var round = 0; round < options.Rounds; round++)
        {
            var alone = await TimeAsync(rig, tenant: 1, cancellationToken);
            await rig.PauseAsync(false, cancellationToken);
            await Task.Delay(TimeSpan.FromSeconds(1.5), TimeProvider.System, cancellationToken); // until the other's SMS flow
            var beside = await TimeAsync(rig, tenant: 1, cancellationToken);
            await rig.PauseAsync(true, cancellationToken);
            rounds.Add((alone, beside));
        }

        var left = await rig.Store.ExecuteAsync("SELECT COUNT(*) FROM waiting_event WHERE tenant_id = 1", cancellationToken);
        return left > 0
            ? [ResultRow.Of("isolation", "ms", rounds, must: 1.5, aim: 1.1, lessIsBetter: true)]
            : throw new InvalidOperationException("The backlog did not last: the figures mean nothing. Use fewer rounds.");
    }

    /// <summary>From hook to SMS: median milliseconds of some, one after the other.</summary>
    /// <param name="tenant">By its place; nobody else's SMS may be taken for its.</param>
    internal static async Task<double> TimeAsync(Rig rig, int tenant, CancellationToken cancellationToken)
    {
        var times = new List<double>();
        using var http = new HttpClient();
        for (var hook = 0; hook < Hooks; hook++)
        {
            using var next = await http.GetAsync(new Uri($"{rig.Peers.Url}/next/{Peers.Account(tenant)}"), HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            var start = TimeProvider.System.GetTimestamp();
            await rig.PostAsync(tenant, cancellationToken);
            await next.Content.ReadAsByteArrayAsync(cancellationToken);
            times.Add(TimeProvider.System.GetElapsedTime(start).TotalMilliseconds);
        }

        return ResultRow.Median(times);
    }
}
