using Confluent.Kafka;
using SmsBridge.Store;

namespace SmsBridge.Intake.Events.Kafka;

/// <summary>
/// Events by Kafka, on one thread: takes what is there, stores it, and only then confirms it. A crash in between is a repeat, which the store knows. While
/// nothing can be stored it goes on speaking to the broker, with its partitions paused, so that it keeps them.
/// </summary>
internal sealed class KafkaSource(KafkaPlace place, SourceStart start, EventIntake intake, SourceState state, ILogger logger)
{
    private const int PollMs = 200;
    private const int SlowMs = 1_000;
    private const int WaitMs = 1_000;

    /// <summary>Came while nothing was to come: from partitions that were given to us meanwhile.</summary>
    private readonly Queue<ConsumeResult<Ignore, byte[]>> _ahead = new();

    public void Run(CancellationToken stopping)
    {
        using var consumer = Build();
        consumer.Subscribe(place.Broker.Topic);
        try
        {
            while (!stopping.IsCancellationRequested)
            {
                var batch = Gather(consumer);
                if (batch.Count > 0 && Store(consumer, batch, stopping))
                {
                    Confirm(consumer, batch);
                }
            }
        }
        finally
        {
            consumer.Close(); // the group need not wait for the end of our session
        }
    }

    private IConsumer<Ignore, byte[]> Build() =>
        new ConsumerBuilder<Ignore, byte[]>(place.ToConfig())
            .SetErrorHandler((_, error) => state.InTrouble(error.Reason))
            .SetLogHandler((_, message) => logger.LibrarySays(place.Name, message.Message))
            .SetPartitionsAssignedHandler(Assigned)
            .Build();

    private IEnumerable<TopicPartitionOffset> Assigned(IConsumer<Ignore, byte[]> consumer, List<TopicPartition> partitions)
    {
        var positions = KafkaPositions.Of(consumer, partitions, start.PassesOverBefore);
        state.Placed(partitions.Count > 0);
        return positions;
    }

    private List<ConsumeResult<Ignore, byte[]>> Gather(IConsumer<Ignore, byte[]> consumer)
    {
        var (batch, bytes) = (new List<ConsumeResult<Ignore, byte[]>>(), 0L);
        for (var next = Next(consumer, PollMs); next is not null; next = batch.Count < place.MaxBatch && bytes < EventBatch.MostBytes ? Next(consumer, 0) : null)
        {
            batch.Add(next);
            bytes += next.Message.Value?.Length ?? 0;
        }

        return batch;
    }

    private ConsumeResult<Ignore, byte[]>? Next(IConsumer<Ignore, byte[]> consumer, int waitMs) => _ahead.TryDequeue(out var earlier) ? earlier : Consume(consumer, waitMs);

    private ConsumeResult<Ignore, byte[]>? Consume(IConsumer<Ignore, byte[]> consumer, int waitMs)
    {
        try
        {
            var next = consumer.Consume(waitMs);
            if (next is not null)
            {
                state.Answered();
            }

            return next;
        }
        catch (ConsumeException exception) when (!exception.Error.IsFatal) // no such topic yet, a record that was cut off: the client goes on
        {
            state.InTrouble(exception.Error.Reason);
            return null;
        }
    }

    /// <returns>False: stopped before it could be stored; the broker hands it over again.</returns>
    private bool Store(IConsumer<Ignore, byte[]> consumer, List<ConsumeResult<Ignore, byte[]>> batch, CancellationToken stopping)
    {
        var messages = batch.ConvertAll(one => new RawMessage(place.Name, $"{one.Topic} [{one.Partition.Value}] {one.Offset.Value}", one.Message.Value ?? []));
        while (!stopping.IsCancellationRequested)
        {
            var storing = intake.TakeAsync(messages, start.StartsAt);
            WaitFor(consumer, storing);
            if (WhyNot(storing) is not { } why)
            {
                Resume(consumer);
                return true;
            }

            Pause(consumer, why);
            Keep(consumer, WaitMs);
        }

        return false;
    }

    private void WaitFor(IConsumer<Ignore, byte[]> consumer, Task storing)
    {
        if (!Ended(storing, SlowMs))
        {
            Pause(consumer, "The store is slow.");
            while (!Ended(storing, PollMs))
            {
                Keep(consumer, PollMs);
            }
        }
    }

    private static bool Ended(Task task, int withinMs) => Task.WaitAny([task], withinMs) == 0;

    /// <returns>Null: it is stored.</returns>
    private static string? WhyNot(Task<bool> ended) =>
        ended.Exception?.InnerException is StoreUnavailableException unavailable ? unavailable.Message
        : ended.GetAwaiter().GetResult() ? null // what else went wrong is thrown here, and ends the source
        : EventIntake.NoRoom;

    private void Pause(IConsumer<Ignore, byte[]> consumer, string why)
    {
        consumer.Pause(consumer.Assignment);
        state.Paused(why);
    }

    private void Resume(IConsumer<Ignore, byte[]> consumer)
    {
        if (state.Pause is not null)
        {
            consumer.Resume(consumer.Assignment);
            state.GoesOn();
        }
    }

    /// <summary>Speaks to the broker while nothing is to come.</summary>
    private void Keep(IConsumer<Ignore, byte[]> consumer, int waitMs)
    {
        if (Consume(consumer, waitMs) is { } unexpected)
        {
            _ahead.Enqueue(unexpected);
            consumer.Pause(consumer.Assignment);
        }
    }

    /// <summary>Up to the last of each partition. Of one that was taken from us meanwhile the other one gets the messages again, and the store knows them.</summary>
    private void Confirm(IConsumer<Ignore, byte[]> consumer, List<ConsumeResult<Ignore, byte[]>> batch)
    {
        try
        {
            consumer.Commit(batch.GroupBy(one => one.TopicPartition).Select(one => new TopicPartitionOffset(one.Key, one.Max(message => message.Offset.Value) + 1)));
        }
        catch (KafkaException exception)
        {
            logger.NotConfirmed(place.Name, exception.Error.Reason);
        }
    }
}
