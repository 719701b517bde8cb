using Microsoft.Extensions.Options;
using SmsBridge.Intake.Events.Amqp;
using SmsBridge.Intake.Events.Kafka;
using SmsBridge.Store;

namespace SmsBridge.Intake.Events;

/// <summary>Takes events from every broker that is named, each for itself. Without one it does nothing, and no client library is loaded.</summary>
internal sealed class ExternalEventsWorker(
    EventIntake intake, EventStore store, WorkLeases leases, IOptions<ExternalEventsOptions> options, TimeProvider time, ILogger<ExternalEventsWorker> logger) : BackgroundService
{
    private static readonly TimeSpan Again = TimeSpan.FromSeconds(5);

    private readonly Dictionary<string, SourceState> _states =
        options.Value.Brokers.Keys.ToDictionary(name => name, name => new SourceState(name, logger), StringComparer.Ordinal);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(options.Value.Brokers.Select(broker => RunAsync(broker.Key, broker.Value, stoppingToken)));

    /// <summary>One broker's trouble is not the others', nor the host's: it is begun again.</summary>
    private async Task RunAsync(string name, BrokerOptions broker, CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                var start = await store.BeginAsync(name, broker.StartFrom);
                await (broker.Type == BrokerType.Amqp ? ByAmqpAsync(name, broker, start, stoppingToken) : ByKafkaAsync(name, broker, start, stoppingToken));
            }
#pragma warning disable CA1031 // The boundary of the loop: trouble must be seen, and must not stop everything else.
            catch (Exception exception) when (!exception.IsStopOf(stoppingToken))
#pragma warning restore CA1031
            {
                _states[name].InTrouble(exception.Message);
                logger.SourceFailed(exception, name, exception.Message);
            }

            await Task.Delay(Again, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>On a thread of its own: the client waits by blocking.</summary>
    private Task ByKafkaAsync(string name, BrokerOptions broker, SourceStart start, CancellationToken stoppingToken)
    {
        logger.SourceBegins(name, broker.Topic, broker.Group, start.StartsAt);
        return Task.Factory.StartNew(() => Consume(name, broker, start, stoppingToken), stoppingToken, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    /// <summary>Apart, so that the client's types are not looked at before.</summary>
    private Task ByAmqpAsync(string name, BrokerOptions broker, SourceStart start, CancellationToken stoppingToken) =>
        new AmqpSource(new AmqpPlace(name, broker, options.Value.MaxBatch), start, intake, _states[name], leases, time, logger).RunAsync(stoppingToken);

    /// <summary>The same.</summary>
    private void Consume(string name, BrokerOptions broker, SourceStart start, CancellationToken stoppingToken) =>
        new KafkaSource(new KafkaPlace(name, broker, options.Value.MaxBatch), start, intake, _states[name], logger).Run(stoppingToken);
}
