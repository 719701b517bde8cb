using SmsBridge.Simulator.Brokers;

namespace SmsBridge.Faults.Ways;

/// <summary>By Kafka: the client library's own cluster, in this process.</summary>
internal sealed class KafkaEvents : IEventBroker
{
    private const string Place = "ExternalEvents:Brokers:kafka:";
    private const string Topic = "external-events";
    private const string Group = "smsbridge";
    private const int Partitions = 6;

    private readonly MockKafka _kafka = new();

    /// <summary>A node that was killed is waited for, before its partitions go to another: as short as brokers take it.</summary>
    public IEnumerable<KeyValuePair<string, string>> Settings =>
    [
        new($"{Place}Type", "Kafka"), new($"{Place}Servers", _kafka.Servers), new($"{Place}Topic", Topic), new($"{Place}Group", Group), new($"{Place}StartFrom", "2020-01-01T00:00:00Z"),
        new($"{Place}Properties:session.timeout.ms", "6000"),
    ];

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _kafka.CreateTopic(Topic, Partitions);
        return Task.CompletedTask;
    }

    public Task PublishAsync(long account, IReadOnlyList<byte[]> messages, CancellationToken cancellationToken) =>
        _kafka.PublishAsync(Topic, account, messages).WaitAsync(cancellationToken); // the client sends again by itself

    public async Task FailAsync(Random random, CancellationToken stopping)
    {
        if (random.Next(2) == 0)
        {
            await _kafka.JoinAsync(Topic, Group, PauseAsync(random.Next(4_000, 9_000), stopping));
            return;
        }

        _kafka.SetDown();
        try
        {
            await PauseAsync(random.Next(500, 4_000), stopping);
        }
        finally
        {
            _kafka.SetUp();
        }
    }

    public ValueTask DisposeAsync()
    {
        _kafka.Dispose();
        return ValueTask.CompletedTask;
    }

    private static Task PauseAsync(int milliseconds, CancellationToken stopping) => Task.Delay(TimeSpan.FromMilliseconds(milliseconds), TimeProvider.System, stopping);
}
