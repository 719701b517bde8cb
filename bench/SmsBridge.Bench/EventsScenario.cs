using SmsBridge.Simulator.Brokers;
using SmsBridge.Simulator.Events;

namespace SmsBridge.Bench;

/// <summary>
/// The other ways in: external events taken from Kafka, stored and relayed, against hooks of the same payments that are posted and relayed; then the texts of campaigns, and the
/// audit trail (<see cref="GatewayScenario"/>, <see cref="AuditScenario"/>). The broker is the client library's own, in this process, as wrk is beside the bridge for hooks.
/// </summary>
internal static class EventsScenario
{
    private const string Place = "ExternalEvents:Brokers:kafka:";
    private const string Topic = "external-events";
    private const int Partitions = 16;
    private const int Loan = 31;

    private static long _transaction = 1_000_000_000_000_000; // beyond all that hooks bring

    public static async Task<IReadOnlyList<ResultRow>> RunAsync(BenchOptions options, CancellationToken cancellationToken) =>
    [
        ResultRow.Of("events, stored and relayed", "events/s", await MeasureAsync(options, cancellationToken), must: 0.8, aim: 1.0),
        .. await GatewayScenario.RunAsync(options, cancellationToken),
        .. await AuditScenario.RunAsync(options, cancellationToken),
    ];

    private static async Task<List<(double Limit, double Measured)>> MeasureAsync(BenchOptions options, CancellationToken cancellationToken)
    {
        using var kafka = new MockKafka();
        kafka.CreateTopic(Topic, Partitions);
        (string, string)[] settings =
        [
            .. RelayScenario.Settings(RelayWork.AllLookedUp), ($"{Place}Type", "Kafka"), ($"{Place}Servers", kafka.Servers), ($"{Place}Topic", Topic), ($"{Place}StartFrom", "2020-01-01T00:00:00Z"),
        ];
        await using var rig = await Rig.StartAsync(options, tenants: 1, settings, cancellationToken);
        await Sustained.MeasureAsync(rig, rig.Hooks(), options.WarmUp, cancellationToken);
        await EventsAsync(rig, kafka, cancellationToken);
        var rounds = new List<(double, double)>();
        for (var round = 0; round < options.Rounds; round++)
        {
            rounds.Add((await Sustained.MeasureAsync(rig, rig.Hooks(), options.Length * 2, cancellationToken), await EventsAsync(rig, kafka, cancellationToken)));
        }

        return rounds;
    }

    /// <summary>Published as fast as the broker takes them, which is faster than they are worked off.</summary>
    /// <returns>SMS per second, from the first to the last.</returns>
    private static async Task<double> EventsAsync(Rig rig, MockKafka kafka, CancellationToken cancellationToken)
    {
        await rig.ResetAsync(cancellationToken);
        var now = TimeProvider.System.GetUtcNow();
        var messages = Enumerable.Range(0, RelayScenario.Events)
            .Select(_ => CoreRecords.Repayment(Interlocked.Increment(ref _transaction), Loan).ToMessage(rig.Tenants[0].Tenant, Guid.NewGuid().ToString(), now)).ToList();
        await Task.WhenAll(messages.Chunk(messages.Count / Partitions).Select((part, account) => kafka.PublishAsync(Topic, account, part)));
        return messages.Count / (await rig.WaitTakenAsync(messages.Count, cancellationToken)).TotalSeconds;
    }
}
