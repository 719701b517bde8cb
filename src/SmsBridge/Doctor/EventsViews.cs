using SmsBridge.Intake.Events;

namespace SmsBridge.Doctor;

/// <summary>What <c>events doctor</c> found.</summary>
/// <param name="Next">What to do; empty when all is well.</param>
internal sealed record EventsView(IReadOnlyList<BrokerView> Brokers, long Parked, IReadOnlyList<CheckView> Checks, IReadOnlyList<string> Next);

/// <summary>Where a broker stands.</summary>
/// <param name="Type"><c>Kafka</c> or <c>Amqp</c>.</param>
/// <param name="Topic">Absent where it is a queue.</param>
/// <param name="Queue">Absent where it is a topic.</param>
/// <param name="Partitions">Of Kafka, where it can be asked.</param>
/// <param name="Lag">Messages that wait there; absent where that is not known, as it never is of AMQP.</param>
/// <param name="Problem">Why it can not be asked.</param>
internal sealed record BrokerView(string Name, string Type, string Servers, string? Topic, string? Queue, string Group, int? Partitions, long? Lag, string? Problem)
{
    public static BrokerView Of(BrokerStanding standing)
    {
        var broker = standing.Broker;
        return new BrokerView(
            standing.Name, broker.Type.ToString(), broker.Servers, broker.Queue is null ? broker.Topic : null, broker.Queue, broker.Group, standing.Partitions, standing.Lag, standing.Problem);
    }
}

/// <summary>A message that could not be read.</summary>
/// <param name="Place">Topic, partition and offset.</param>
/// <param name="Tenant">Empty: not even that could be read.</param>
internal sealed record ParkedView(long Id, DateTimeOffset ParkedAt, string Broker, string Place, string Tenant, string Problem);

/// <summary>The latest messages that could not be read.</summary>
internal sealed record ParkedListView(IReadOnlyList<ParkedView> Messages);
