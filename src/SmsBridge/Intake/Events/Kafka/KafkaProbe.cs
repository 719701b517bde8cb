using Confluent.Kafka;

namespace SmsBridge.Intake.Events.Kafka;

/// <summary>Asks a broker how far the bridge is, beside a service that may be consuming. Joins no group and takes nothing.</summary>
internal static class KafkaProbe
{
    private static readonly TimeSpan Wait = TimeSpan.FromSeconds(5);

    public static BrokerStanding Look(string name, BrokerOptions broker)
    {
        var place = new KafkaPlace(name, broker, MaxBatch: 1);
        using var consumer = new ConsumerBuilder<Ignore, Ignore>(place.ToConfig()).SetLogHandler((_, _) => { }).SetErrorHandler((_, _) => { }).Build();
        try
        {
            using var admin = new DependentAdminClientBuilder(consumer.Handle).Build();
            var topic = admin.GetMetadata(broker.Topic, Wait).Topics.Single();
            if (topic.Error.IsError || topic.Partitions.Count == 0)
            {
                return BrokerStanding.NotReached(name, broker, $"there is no topic {broker.Topic}: {topic.Error.Reason}");
            }

            var partitions = topic.Partitions.ConvertAll(partition => new TopicPartition(broker.Topic, partition.PartitionId));
            return new BrokerStanding(name, broker, partitions.Count, LagOf(consumer, partitions), Problem: null);
        }
        catch (KafkaException exception)
        {
            return BrokerStanding.NotReached(name, broker, exception.Error.Reason);
        }
    }

    /// <summary>Of partitions in which the group never was nothing is known: they count as empty.</summary>
    private static long LagOf(IConsumer<Ignore, Ignore> consumer, List<TopicPartition> partitions) =>
        consumer.Committed(partitions, Wait).Where(known => !known.Offset.IsSpecial)
            .Sum(known => Math.Max(0, consumer.QueryWatermarkOffsets(known.TopicPartition, Wait).High.Value - known.Offset.Value));
}
