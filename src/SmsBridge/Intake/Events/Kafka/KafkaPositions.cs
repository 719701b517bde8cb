using Confluent.Kafka;

namespace SmsBridge.Intake.Events.Kafka;

/// <summary>Where to go on in partitions that the group gave us.</summary>
internal static class KafkaPositions
{
    /// <summary>
    /// Where the group was. A partition in which it never was is read from its beginning, as it may be new; what was raised before the start is passed over
    /// then. Only on the very first start, when all of them are such, from their ends: nobody wants last year's events read just to be passed over.
    /// </summary>
    public static IEnumerable<TopicPartitionOffset> Of(IConsumer<Ignore, byte[]> consumer, List<TopicPartition> partitions, bool isFirst)
    {
        try
        {
            return [.. consumer.Committed(partitions, KafkaPlace.Patient).Select(known => known.Offset.IsSpecial
                ? new TopicPartitionOffset(known.TopicPartition, isFirst ? EndOf(consumer, known.TopicPartition) : Offset.Beginning)
                : known)];
        }
        catch (KafkaException)
        {
            return partitions.Select(partition => new TopicPartitionOffset(partition, Offset.Unset)); // the client finds out itself, and begins as we would on another start
        }
    }

    private static Offset EndOf(IConsumer<Ignore, byte[]> consumer, TopicPartition partition) => consumer.QueryWatermarkOffsets(partition, KafkaPlace.Patient).High;
}
