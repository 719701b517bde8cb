namespace SmsBridge.Bench;

/// <summary>
/// Events posted and relayed at once, see <see cref="Sustained"/>, against the bare relay loop, in turns; all rounds together take 60 s at
/// the default length.
/// </summary>
internal static class EndToEndScenario
{
    public static async Task<IReadOnlyList<ResultRow>> RunAsync(BenchOptions options, CancellationToken cancellationToken)
    {
        await using var rig = await Rig.StartAsync(options, tenants: 1, RelayScenario.Settings(RelayWork.AllLookedUp), cancellationToken);
        await Sustained.MeasureAsync(rig, rig.Hooks(), options.WarmUp, cancellationToken);
        var rounds = new List<(double, double)>();
        for (var round = 0; round < options.Rounds; round++)
        {
            rounds.Add((await RelayScenario.BareAsync(rig, RelayScenario.Events, RelayWork.AllLookedUp, cancellationToken), await Sustained.MeasureAsync(rig, rig.Hooks(), options.Length * 3, cancellationToken)));
        }

        return [ResultRow.Of("end to end", "events/s", rounds, must: 0.45, aim: 0.65)];
    }
}
