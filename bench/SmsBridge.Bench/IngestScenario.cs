namespace SmsBridge.Bench;

/// <summary>
/// Hooks per second answered 200 with the event fsynced (key check, parsing, dedupe on disk), against a bare endpoint, in turns. Afterwards
/// the database is asked whether every answered event is in it.
/// </summary>
internal static class IngestScenario
{
    private static readonly (string, string)[] Settings = [("Relay:Enabled", "false")]; // this measures intake alone

    public static async Task<IReadOnlyList<ResultRow>> RunAsync(BenchOptions options, CancellationToken cancellationToken)
    {
        var rows = new List<ResultRow>();
        await using var bare = await Child.ListenAsync(BareServer.Verb, cancellationToken);
        await using (var rig = await Rig.StartAsync(tenants: 1, Settings, cancellationToken))
        {
            var (at64, at256) = (await MeasureAsync(rig, bare, 64, mixed: false, options, cancellationToken), await MeasureAsync(rig, bare, 256, mixed: false, options, cancellationToken));
            rows.Add(ResultRow.Of("ingest, 64 connections", "hooks/s", PerSecond(at64), must: 0.45, aim: 0.60));
            rows.Add(ResultRow.Of("ingest, 256 connections", "hooks/s", PerSecond(at256), must: 0.55, aim: 0.75));
            rows.Add(ResultRow.Of(
                "ingest, p99 at 256 connections", "ms", [.. at256.Select(round => (round.Bare.P99.TotalMilliseconds, round.Hooks.P99.TotalMilliseconds))], must: 2.0, aim: 1.3,
                lessIsBetter: true));
            await CheckAsync(rig, at64.Concat(at256), cancellationToken);
        }

        await using (var rig = await Rig.StartAsync(tenants: 20, Settings, cancellationToken))
        {
            var mixed = await MeasureAsync(rig, bare, 64, mixed: true, options, cancellationToken);
            rows.Add(ResultRow.Of("ingest, 20 tenants, both body forms", "hooks/s", PerSecond(mixed), must: 0.40, aim: 0.60));
            await CheckAsync(rig, mixed, cancellationToken);
        }

        return rows;
    }

    private static async Task<List<(LoadResult Bare, LoadResult Hooks)>> MeasureAsync(
        Rig rig, Child bare, int connections, bool mixed, BenchOptions options, CancellationToken cancellationToken)
    {
        var (hooks, limit) = (rig.Hooks(mixed), rig.BareHooks(bare, mixed));
        await limit.RunAsync(connections, options.WarmUpOfLimit, cancellationToken);
        await hooks.RunAsync(connections, options.WarmUp, cancellationToken);
        var rounds = new List<(LoadResult Bare, LoadResult Hooks)>();
        for (var round = 0; round < options.Rounds; round++)
        {
            rounds.Add((await limit.RunAsync(connections, options.Length, cancellationToken), await hooks.RunAsync(connections, options.Length, cancellationToken)));
        }

        rig.Posted += hooks.Issued;
        return rounds;
    }

    private static List<(double, double)> PerSecond(IEnumerable<(LoadResult Bare, LoadResult Hooks)> rounds) =>
        [.. rounds.Select(round => (round.Bare.PerSecond, round.Hooks.PerSecond))];

    private static async Task CheckAsync(Rig rig, IEnumerable<(LoadResult Bare, LoadResult Hooks)> rounds, CancellationToken cancellationToken)
    {
        var stored = await Rig.ExecuteAsync(rig.Bridge.DatabaseFile, "SELECT COUNT(*) FROM event WHERE verdict = 1", cancellationToken);
        var refused = rounds.Sum(round => round.Hooks.Refused);
        if (stored != rig.Posted || refused != 0)
        {
            throw new InvalidOperationException($"{rig.Posted} hooks posted, {stored} events on disk, {refused} not answered 200: the figures mean nothing.");
        }
    }
}
