using Confluent.Kafka;
using SmsBridge.Intake.Events.Kafka;

namespace SmsBridge.Tests.Intake.Events.Kafka;

/// <summary>Where a partition is read from. The library's own cluster keeps no times, so the broker's answers are played here.</summary>
public sealed class KafkaPositionsTests
{
    private static readonly DateTimeOffset From = new(2026, 11, 21, 8, 0, 0, TimeSpan.Zero);
    private static readonly TopicPartition Partition = new("external-events", 3);

    /// <param name="minutes">When its messages were published, after the start.</param>
    [Theory]
    [InlineData(null, new int[0], 0)]
    [InlineData(null, new[] { -900, -60 }, 2)] // last year's: nobody wants them
    [InlineData(null, new[] { -900, -60, 5, 90 }, 2)] // the broker was away, or another node had it: what came meanwhile is told
    [InlineData(null, new[] { 30 }, 0)] // a partition that is new
    [InlineData(1L, new[] { -900, -60, 5, 90 }, 1)]
    [InlineData(4L, new[] { -900, -60, 5, 90 }, 4)]
    public void A_partition_is_read_from_where_the_group_was_or_from_the_first_message_since_the_start(long? committed, int[] minutes, long expected)
    {
        var known = new TopicPartitionOffset(Partition, committed ?? Offset.Unset);

        var position = KafkaPositions.Of([known], From, _ => minutes.Length, times => [FirstSince(times, minutes)]).ShouldHaveSingleItem();

        (position.TopicPartition, position.Offset.Value).ShouldBe((Partition, expected));
    }

    [Fact]
    public void A_message_that_lands_while_the_broker_is_asked_is_not_passed_by()
    {
        var minutes = new List<int> { -60 };

        var position = KafkaPositions.Of([new TopicPartitionOffset(Partition, Offset.Unset)], From, _ => minutes.Count, times =>
        {
            var answer = FirstSince(times, [.. minutes]);
            minutes.Add(1);
            return [answer];
        }).ShouldHaveSingleItem();

        position.Offset.Value.ShouldBe(1);
    }

    [Fact]
    public void From_the_beginning_of_time_nobody_is_asked()
    {
        var position = KafkaPositions.Of(
            [new TopicPartitionOffset(Partition, Offset.Unset)], DateTimeOffset.UnixEpoch, _ => throw new InvalidOperationException(), _ => throw new InvalidOperationException());

        position.ShouldHaveSingleItem().Offset.ShouldBe(Offset.Beginning);
    }

    private static TopicPartitionOffset FirstSince(List<TopicPartitionTimestamp> times, int[] minutes)
    {
        var asked = times.ShouldHaveSingleItem();
        var first = Array.FindIndex(minutes, minute => From.AddMinutes(minute).ToUnixTimeMilliseconds() >= asked.Timestamp.UnixTimestampMs);
        return new TopicPartitionOffset(asked.TopicPartition, first < 0 ? Offset.End : first);
    }
}
