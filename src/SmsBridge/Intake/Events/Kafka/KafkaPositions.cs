using Confluent.Kafka;

namespace SmsBridge.Intake.Events.Kafka;

/// <summary>Where to go on in partitions that the group gave us.</summary>
internal static class KafkaPositions
{
    /// <summary>
    /// Where the group was. A partition in which it never confirmed anything is read from the first message that was published since <paramref name="from"/>, whenever it is given to us:
    /// at the first start, when the broker comes back, when partitions are shared out anew. What it holds by then was raised for us, and its end would leave it out.
    /// </summary>
    /// <param name="from">What was raised before is passed over, so that nobody reads last year's events just for that.</param>
    public static IEnumerable<TopicPartitionOffset> Of(IConsumer<Ignore, byte[]> consumer, List<TopicPartition> partitions, DateTimeOffset from)
    {
        try
        {
            return Of(
                consumer.Committed(partitions, KafkaPlace.Patient), from, partition => consumer.QueryWatermarkOffsets(partition, KafkaPlace.Patient).High,
                times => consumer.OffsetsForTimes(times, KafkaPlace.Patient));
        }
        catch (KafkaException)
        {
            return partitions.Select(partition => new TopicPartitionOffset(partition, Offset.Unset)); // the client finds out itself, and begins with the oldest where the group never was
        }
    }

    /// <param name="committed">Of each partition, where the group was.</param>
    /// <param name="endOf">Where the next message of a partition will lie.</param>
    /// <param name="since">The first message of a time or later; <see cref="Offset.End"/>: there is none.</param>
    internal static IReadOnlyList<TopicPartitionOffset> Of(
        List<TopicPartitionOffset> committed, DateTimeOffset from, Func<TopicPartition, Offset> endOf, Func<List<TopicPartitionTimestamp>, List<TopicPartitionOffset>> since)
    {
        var unread = committed.FindAll(known => known.Offset.IsSpecial).ConvertAll(known => known.TopicPartition);
        if (unread.Count == 0)
        {
            return committed;
        }

        if (from <= DateTimeOffset.UnixEpoch)
        {
            return committed.ConvertAll(known => known.Offset.IsSpecial ? new TopicPartitionOffset(known.TopicPartition, Offset.Beginning) : known);
        }

        var ends = unread.ToDictionary(partition => partition, endOf); // first: what lands between the two questions lies behind it
        var found = since(unread.ConvertAll(partition => new TopicPartitionTimestamp(partition, new Timestamp(from)))).ToDictionary(first => first.TopicPartition, first => first.Offset);
        return committed.ConvertAll(known => !known.Offset.IsSpecial ? known : new TopicPartitionOffset(
            known.TopicPartition, found.TryGetValue(known.TopicPartition, out var first) && !first.IsSpecial ? first : ends[known.TopicPartition]));
    }
}
