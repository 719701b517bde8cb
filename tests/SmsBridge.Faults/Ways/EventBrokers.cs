using SmsBridge.Simulator.Brokers;

namespace SmsBridge.Faults.Ways;

/// <summary>The brokers of a stage: Kafka, and RabbitMQ where it is installed.</summary>
internal sealed class EventBrokers : IAsyncDisposable
{
    private readonly List<IEventBroker> _all = [];

    public int Count => _all.Count;

    public IEnumerable<KeyValuePair<string, string>> Settings => _all.SelectMany(broker => broker.Settings);

    public static async Task<EventBrokers> StartAsync(CancellationToken cancellationToken)
    {
        var brokers = new EventBrokers();
        try
        {
            await brokers.AddAsync(new KafkaEvents(), cancellationToken);
            if (RabbitBroker.IsInstalled)
            {
                await brokers.AddAsync(new RabbitEvents(), cancellationToken);
            }

            return brokers;
        }
        catch
        {
            await brokers.DisposeAsync();
            throw;
        }
    }

    /// <param name="which">Which of them, from 0; beyond the last it begins anew.</param>
    public Task PublishAsync(int which, long account, IReadOnlyList<byte[]> messages, CancellationToken cancellationToken) =>
        _all[which % _all.Count].PublishAsync(account, messages, cancellationToken);

    /// <summary>One of them has trouble.</summary>
    public Task FailAsync(Random random, CancellationToken stopping) => _all[random.Next(_all.Count)].FailAsync(random, stopping);

    public async ValueTask DisposeAsync()
    {
        foreach (var broker in _all)
        {
            await broker.DisposeAsync();
        }
    }

    private async Task AddAsync(IEventBroker broker, CancellationToken cancellationToken)
    {
        _all.Add(broker);
        await broker.StartAsync(cancellationToken);
    }
}
