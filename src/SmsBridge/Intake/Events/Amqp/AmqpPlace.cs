using Amqp;
using Amqp.Framing;
using Amqp.Sasl;
using Amqp.Types;
using SmsBridge.Core;

namespace SmsBridge.Intake.Events.Amqp;

/// <summary>A broker and the queue or topic in it, and how to speak to it.</summary>
internal sealed record AmqpPlace(string Name, BrokerOptions Broker, int MaxBatch)
{
    /// <summary>After so long without a sign of the broker the connection is given up; it is asked to give one twice as often.</summary>
    private const int IdleMs = 60_000;

    private const uint KeepsState = 2; // "unsettled-state", what brokers take for a durable subscription
    private static readonly Symbol Never = new("never");

    /// <summary>Two that took at once would each have some of an account's events: their order would be lost.</summary>
    public string Lease => $"events {Name}";

    public IEnumerable<AmqpServer> Servers => AmqpServer.List(Broker.Servers).OfType<AmqpServer>();

    /// <summary>The queue's or the topic's address, in the broker's own form where it is given so; else in ActiveMQ's, for which a bare name is a queue's.</summary>
    public string Node => Broker.Queue ?? (IsAddress(Broker.Topic) ? Broker.Topic : $"topic://{Broker.Topic}");

    /// <summary>For people.</summary>
    public string NodeName => Broker.Queue is { } queue ? $"queue {queue}" : $"topic {Broker.Topic}";

    /// <summary>
    /// A topic's subscription is known by it and <see cref="Container"/>. With the entry's own name: two topics of one broker under one name would end each
    /// other's subscription, and lose what waits in it.
    /// </summary>
    public string Subscription => $"{Broker.Group}-{Name}";

    /// <summary>
    /// By what the broker knows us. For a subscription always the same; a queue is nobody's, so there it is another one each time: brokers let in no two of one name, and a
    /// connection that was cut off is there for a while.
    /// </summary>
    public string Container => Broker.Queue is null ? Subscription : Passing;

    /// <summary>A name for once.</summary>
    public string Passing => $"{Broker.Group}-{Guid.NewGuid():N}";

    /// <summary>What is taken from. A subscription that goes on while nobody is connected, or messages of that time would be lost.</summary>
    public Source ToSource() => Broker.Queue is null ? new Source { Address = Node, Durable = KeepsState, ExpiryPolicy = Never, Capabilities = [new Symbol("topic")] } : ToLook();

    /// <summary>The same, to see whether it is there: it leaves nothing behind.</summary>
    public Source ToLook() => new() { Address = Node, Capabilities = [new Symbol(Broker.Queue is null ? "topic" : "queue")] };

    public Address ToAddress(AmqpServer server) => new(server.Host, server.Port, Broker.User, Broker.Password, scheme: server.Scheme);

    public ConnectionFactory ToFactory(string container)
    {
        var factory = new ConnectionFactory();
        factory.AMQP.ContainerId = container;
        factory.AMQP.IdleTimeout = IdleMs;
        factory.SASL.Profile = SaslProfile.Anonymous; // where no user is named
        if (Broker.AdditionalCaFile is { } file)
        {
            factory.SSL.RemoteCertificateValidationCallback = new AdditionalTrust(AdditionalTrust.Load(file)).Accepts;
        }

        return factory;
    }

    private static bool IsAddress(string name) => name.Contains('/', StringComparison.Ordinal);
}
