using SmsBridge.Simulator.Brokers;

namespace SmsBridge.Faults.Ways;

/// <summary>By AMQP: a RabbitMQ of one's own, which is killed as the bridge is.</summary>
internal sealed class RabbitEvents : IEventBroker
{
    private const string Place = "ExternalEvents:Brokers:rabbit:";

    private readonly RabbitBroker _rabbit = new();

    public IEnumerable<KeyValuePair<string, string>> Settings =>
    [
        new($"{Place}Type", "Amqp"), new($"{Place}Servers", _rabbit.Servers), new($"{Place}Queue", RabbitBroker.Address), new($"{Place}StartFrom", "2020-01-01T00:00:00Z"),
        new($"{Place}User", RabbitBroker.User), new($"{Place}Password", RabbitBroker.Password),
    ];

    public Task StartAsync(CancellationToken cancellationToken) => _rabbit.StartAsync(cancellationToken);

    public async Task PublishAsync(long account, IReadOnlyList<byte[]> messages, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                await _rabbit.PublishAsync(messages).WaitAsync(cancellationToken);
                return;
            }
            catch (Exception exception) when (exception is not OperationCanceledException) // whatever a broker that dies in the middle makes of it
            {
                await Task.Delay(TimeSpan.FromMilliseconds(500), TimeProvider.System, cancellationToken);
            }
        }
    }

    /// <summary>It comes back also when the run has ended meanwhile: what it has must still be taken.</summary>
    public async Task FailAsync(Random random, CancellationToken stopping)
    {
        await _rabbit.KillAsync();
        await Task.Delay(TimeSpan.FromMilliseconds(random.Next(0, 2_000)), TimeProvider.System, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _rabbit.StartAsync(CancellationToken.None);
    }

    public ValueTask DisposeAsync() => _rabbit.DisposeAsync();
}
