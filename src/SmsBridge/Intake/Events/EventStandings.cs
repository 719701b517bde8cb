using Microsoft.Extensions.Options;
using SmsBridge.Intake.Events.Amqp;
using SmsBridge.Intake.Events.Kafka;

namespace SmsBridge.Intake.Events;

/// <summary>How external events are doing, for whoever asks: the brokers, and what is on the record of them.</summary>
internal sealed class EventStandings(EventReadStore store, IOptions<ExternalEventsOptions> options, TimeProvider time)
{
    /// <summary>By the settings.</summary>
    public bool HasBrokers => options.Value.Brokers.Count > 0;

    /// <summary>Of all brokers at once: one that is away takes seconds to say so.</summary>
    public Task<BrokerStanding[]> BrokersAsync() =>
        Task.WhenAll(options.Value.Brokers.Select(broker => broker.Value.Type == BrokerType.Amqp ? LookByAmqpAsync(broker.Key, broker.Value) : Task.Factory.StartNew(
            () => LookByKafka(broker.Key, broker.Value), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)));

    public Task<DateTimeOffset?> LastRaisedAsync(long tenantId) => store.LastRaisedAsync(tenantId);

    public Task<long> CountParkedAsync() => store.CountParkedAsync();

    public Task<IReadOnlyList<ParkedRow>> ParkedAsync(int most) => store.ParkedAsync(most);

    /// <summary>Apart, so that the client's types are not looked at before.</summary>
    private static BrokerStanding LookByKafka(string name, BrokerOptions broker) => KafkaProbe.Look(name, broker);

    /// <summary>The same.</summary>
    private Task<BrokerStanding> LookByAmqpAsync(string name, BrokerOptions broker) => AmqpProbe.LookAsync(name, broker, time);
}
