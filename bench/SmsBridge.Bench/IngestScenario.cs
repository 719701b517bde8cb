using System.Globalization;

namespace SmsBridge.Bench;

/// <summary>
/// Hooks per second answered 200 with the event fsynced (key check, parsing, dedupe on disk), against a bare endpoint, in turns. Afterwards the database is asked whether every answered event is in it.
/// </summary>
internal static class IngestScenario
{
    /// <summary>Of a run: enough for all connections, several times.</summary>
    private const int LastRequests = 2_000;

    private static readonly (string, string)[] Settings = [("Relay:Enabled", "false")]; // this measures intake alone

    public static async Task<IReadOnlyList<ResultRow>> RunAsync(BenchOptions options, CancellationToken cancellationToken)
    {
        var rows = new List<ResultRow>();
        await using var bare = await Child.ListenAsync(BareServer.Verb, cancellationToken);
        await using (var rig = await Rig.StartAsync(options, tenants: 1, Settings, cancellationToken))
        {
            var posted = new List<LoadResult>();
            var at64 = await MeasureAsync(rig, bare, 64, mixed: false, options, posted, cancellationToken);
            var at256 = await MeasureAsync(rig, bare, 256, mixed: false, options, posted, cancellationToken);
            rows.Add(ResultRow.Of("ingest, 64 connections", "hooks/s", PerSecond(at64), must: options.OnPostgres ? 0.25 : 0.45, aim: options.OnPostgres ? 0.40 : 0.60));
            rows.Add(ResultRow.Of("ingest, 256 connections", "hooks/s", PerSecond(at256), must: options.OnPostgres ? 0.25 : 0.55, aim: options.OnPostgres ? 0.40 : 0.75));
            rows.Add(ResultRow.Of(
                "ingest, p99 at 256 connections", "ms", [.. at256.Select(round => (round.Bare.P99.TotalMilliseconds, round.Hooks.P99.TotalMilliseconds))], must: 2.0, aim: 1.3,
                lessIsBetter: true));
            await CheckAsync(rig, posted, cancellationToken);
        }

        await using (var rig = await Rig.StartAsync(options, tenants: 20, Settings, cancellationToken))
        {
            var posted = new List<LoadResult>();
            var mixed = await MeasureAsync(rig, bare, 64, mixed: true, options, posted, cancellationToken);
            rows.Add(ResultRow.Of("ingest, 20 tenants, both body forms", "hooks/s", PerSecond(mixed), must: options.OnPostgres ? 0.25 : 0.40, aim: options.OnPostgres ? 0.40 : 0.60));
            await CheckAsync(rig, posted, cancellationToken);
        }

        return rows;
    }

    /// <param name="posted">Gets what the bridge was posted, warm-up and all.</param>
    private static async Task<List<(LoadResult Bare, LoadResult Hooks)>> MeasureAsync(
        Rig rig, Child bare, int connections, bool mixed, BenchOptions options, List<LoadResult> posted, CancellationToken cancellationToken)
    {
        var (hooks, limit) = (rig.Hooks(mixed), rig.HooksTo(bare, mixed));
        await limit.RunAsync(connections, options.WarmUpOfLimit, cancellationToken);
        posted.Add(await hooks.RunAsync(connections, options.WarmUp, cancellationToken));
        var rounds = new List<(LoadResult Bare, LoadResult Hooks)>();
        for (var round = 0; round < (options.Rounds * 2) - 1; round++) // nearly twice as many: these differ most from each other
        {
            rounds.Add((await limit.RunAsync(connections, options.Length, cancellationToken), await hooks.RunAsync(connections, options.Length, cancellationToken)));
            posted.Add(rounds[^1].Hooks);
        }

        return rounds;
    }

    private static List<(double, double)> PerSecond(IEnumerable<(LoadResult Bare, LoadResult Hooks)> rounds) =>
        [.. rounds.Select(round => (round.Bare.PerSecond, round.Hooks.PerSecond))];

    /// <summary>
    /// As many events as answers, at least; and of each run, up to its last numbers (whose answers may have come after its end), not one is missing.
    /// </summary>
    private static async Task CheckAsync(Rig rig, List<LoadResult> posted, CancellationToken cancellationToken)
    {
        var stored = await rig.Store.ExecuteAsync("SELECT COUNT(*) FROM event WHERE verdict = 1", cancellationToken);
        var missing = await rig.Store.ExecuteAsync(string.Create(CultureInfo.InvariantCulture, $"""
            WITH
                numbered AS (SELECT tenant_id, resource_id / {Rig.NumbersOfRun} AS run, resource_id FROM event WHERE verdict = 1),
                settled AS (SELECT run, MAX(resource_id) - {LastRequests / rig.Tenants.Count} AS until FROM numbered GROUP BY run),
                counted AS (
                    SELECT until - MIN(resource_id) + 1 AS expected, SUM(CASE WHEN resource_id <= until THEN 1 ELSE 0 END) AS found FROM numbered JOIN settled USING (run) GROUP BY run, tenant_id, until
                )
            SELECT SUM(expected - found) FROM counted
            """), cancellationToken);
        var (answered, cutOff) = (posted.Sum(run => run.Answered), posted.Sum(run => run.CutOff));
        if (stored < answered || stored > answered + cutOff || missing != 0)
        {
            throw new InvalidOperationException(
                $"{answered} hooks answered, {stored} events on disk, {missing} missing in between: the figures mean nothing.");
        }
    }
}
