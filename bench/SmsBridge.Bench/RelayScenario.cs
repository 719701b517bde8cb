using System.Globalization;

namespace SmsBridge.Bench;

/// <summary>
/// Events per second from claim to recorded SMS: intent committed before the call, outcome after. The events are stored while the tenant is
/// paused; the time runs from the first SMS taken to the last. Against a bare loop of the same HTTP calls without a store, in turns.
/// </summary>
internal static class RelayScenario
{
    /// <summary>SMS of one round of the bare loop, and at least of the relay: some seconds. With 10,000 most of a round was its beginning.</summary>
    public const int Events = 30_000;

    /// <summary>In flight, on both sides: what the relay has in work by default (<c>Relay:Concurrency</c>), for one tenant.</summary>
    public const int AtOnce = 256;

    /// <summary>Connections that post what is to be relayed.</summary>
    public const int Posting = 64;

    public static async Task<IReadOnlyList<ResultRow>> RunAsync(BenchOptions options, CancellationToken cancellationToken) =>
    [
        ResultRow.Of("relay", "events/s", await MeasureAsync(options, RelayWork.AllLookedUp, cancellationToken), must: options.OnPostgres ? 0.40 : 0.55, aim: options.OnPostgres ? 0.60 : 0.80),
        ResultRow.Of("relay, warm cache", "events/s", await MeasureAsync(options, RelayWork.RepaymentLookedUp, cancellationToken), must: options.OnPostgres ? 0.40 : 0.50, aim: options.OnPostgres ? 0.60 : 0.70),
    ];

    /// <summary>What lets a single tenant use the whole machine, as the bare loop does.</summary>
    public static IEnumerable<(string Name, string Value)> Settings(RelayWork work) => [("Core:CacheDuration", work is RelayWork.RepaymentLookedUp ? "00:01:00" : "00:00:00"), .. AsShipped];

    /// <inheritdoc cref="Settings"/>
    public static IEnumerable<(string Name, string Value)> AsShipped =>
    [
        ("Relay:TenantConcurrency", Text(AtOnce)), ("Relay:Concurrency", Text(2 * AtOnce)),
    ];

    public static async Task<double> BareAsync(Rig rig, int events, RelayWork work, CancellationToken cancellationToken) => double.Parse(
        await Child.RunAsync(cancellationToken, BareRelay.Verb, rig.Peers.Url, Text(events), Text(AtOnce), work.ToString()), CultureInfo.InvariantCulture);

    /// <param name="provider">Who takes the SMS; null: Twilio, whose calls those of the bare loop are.</param>
    public static async Task<List<(double Limit, double Measured)>> MeasureAsync(BenchOptions options, RelayWork work, CancellationToken cancellationToken, BenchProvider? provider = null)
    {
        await using var rig = await Rig.StartAsync(options, tenants: 1, Settings(work), cancellationToken, provider);
        for (var start = TimeProvider.System.GetTimestamp(); TimeProvider.System.GetElapsedTime(start) < options.WarmUp;)
        {
            await DrainAsync(rig, Events, cancellationToken, work); // JIT and connections, as the bare loop does for itself
        }

        var rounds = new List<(double, double)>();
        for (var round = 0; round < options.Rounds; round++)
        {
            rounds.Add((await BareAsync(rig, Events, work, cancellationToken), await DrainAsync(rig, Events, cancellationToken, work)));
        }

        return rounds;
    }

    /// <summary>Events per second of what was stored while the tenant was paused.</summary>
    /// <param name="events">At least so many.</param>
    public static async Task<double> DrainAsync(Rig rig, int events, CancellationToken cancellationToken, RelayWork work = RelayWork.AllLookedUp)
    {
        await rig.PauseAsync(true, cancellationToken);
        var waiting = await rig.FillAsync(events, work, cancellationToken);
        await rig.ResetAsync(cancellationToken);
        await rig.PauseAsync(false, cancellationToken);
        var between = await rig.WaitTakenAsync(waiting, cancellationToken);
        return waiting / between.TotalSeconds;
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
