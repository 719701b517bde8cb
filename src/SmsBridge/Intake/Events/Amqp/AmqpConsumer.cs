using SmsBridge.Store;

namespace SmsBridge.Intake.Events.Amqp;

/// <summary>
/// Takes what one link brings: stores it, and only then settles it. A crash in between is a repeat, which the store knows. While nothing can be stored nothing is settled, and
/// the broker, without credit, keeps what comes.
/// </summary>
internal sealed class AmqpConsumer(AmqpLink link, AmqpPlace place, SourceStart start, EventIntake intake, SourceState state, TimeProvider time, ILogger logger)
{
    private static readonly TimeSpan Slow = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Wait = TimeSpan.FromSeconds(1);

    /// <exception cref="OperationCanceledException">Stopped.</exception>
    /// <exception cref="Exception">The link has ended, with what <see cref="AmqpLink.IsTrouble"/> knows.</exception>
    public async Task RunAsync(CancellationToken mayGoOn)
    {
        link.Start(place.MaxBatch);
        while (true)
        {
            await link.WaitAsync(mayGoOn);
            var batch = Gather();
            if (batch.Count > 0 && await StoreAsync(batch.ConvertAll(one => new RawMessage(place.Name, $"{place.NodeName} {AmqpBody.IdOf(one.Arrival.Message)}", one.Bytes)), mayGoOn))
            {
                Settle(batch);
            }
        }
    }

    private List<(AmqpArrival Arrival, byte[] Bytes)> Gather()
    {
        var (batch, bytes) = (new List<(AmqpArrival, byte[])>(), 0L);
        while (batch.Count < place.MaxBatch && bytes < EventBatch.MostBytes && link.TryTake(out var arrival))
        {
            var body = AmqpBody.Of(arrival.Message);
            batch.Add((arrival, body));
            bytes += body.Length;
        }

        return batch;
    }

    /// <returns>False: stopped before it could be stored; the broker hands it over again.</returns>
    private async Task<bool> StoreAsync(List<RawMessage> messages, CancellationToken mayGoOn)
    {
        while (!mayGoOn.IsCancellationRequested)
        {
            if (await WhyNotAsync(intake.TakeAsync(messages, start.StartsAt)) is not { } why)
            {
                state.GoesOn();
                return true;
            }

            state.Paused(why);
            await Task.Delay(Wait, time, mayGoOn).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        return false;
    }

    /// <returns>Null: it is stored.</returns>
    private async Task<string?> WhyNotAsync(Task<bool> storing)
    {
        await ((Task)storing).WaitAsync(Slow, time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!storing.IsCompleted)
        {
            state.Paused("The store is slow.");
        }

        try
        {
            return (await storing) ? null : EventIntake.NoRoom;
        }
        catch (StoreUnavailableException unavailable)
        {
            return unavailable.Message;
        }
    }

    /// <summary>Where the link has ended meanwhile the broker hands them over again, and the store knows them.</summary>
    private void Settle(List<(AmqpArrival Arrival, byte[] Bytes)> batch)
    {
        try
        {
            batch.ForEach(one => link.Accept(one.Arrival));
        }
        catch (Exception exception) when (AmqpLink.IsTrouble(exception))
        {
            logger.NotConfirmed(place.Name, exception.Message);
        }
    }
}
