namespace SmsBridge.Faults.Ways;

/// <summary>A broker of the core's events. It is no part of the bridge, and outlives its kills; it has troubles of its own.</summary>
internal interface IEventBroker : IAsyncDisposable
{
    /// <summary>How the bridge comes to it.</summary>
    IEnumerable<KeyValuePair<string, string>> Settings { get; }

    Task StartAsync(CancellationToken cancellationToken);

    /// <summary>Returns when the broker has them; as a core does, it sends again what it is not sure of.</summary>
    /// <param name="account">By which the core keeps the order of an account's events.</param>
    Task PublishAsync(long account, IReadOnlyList<byte[]> messages, CancellationToken cancellationToken);

    /// <summary>Is away for a while, or hands over anew what it has handed over; well again afterwards.</summary>
    Task FailAsync(Random random, CancellationToken stopping);
}
