using SmsBridge.Store;

namespace SmsBridge.Intake.Events.Amqp;

/// <summary>
/// Events by AMQP 1.0, on one node at a time: the one with the work lease is connected, the others wait for it. Whenever the connection ends the lease is given back, so that
/// another node, which may reach the broker, has its turn; the same is tried again after waits that grow.
/// </summary>
internal sealed class AmqpSource(AmqpPlace place, SourceStart start, EventIntake intake, SourceState state, WorkLeases leases, TimeProvider time, ILogger logger)
{
    private static readonly TimeSpan Elsewhere = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(1);

    public async Task RunAsync(CancellationToken stopping)
    {
        for (var failures = 0; !stopping.IsCancellationRequested;)
        {
            var (began, isBroken) = (time.GetTimestamp(), false);
            try
            {
                await leases.RunAsync(place.Lease, async mayGoOn => isBroken = await IsBrokenAsync(mayGoOn), stopping);
            }
            finally
            {
                state.Placed(false);
                await leases.ReleaseAsync(place.Lease);
            }

            failures = !isBroken || time.GetElapsedTime(began) > LongestWait ? 0 : failures + 1;
            await Task.Delay(isBroken ? Backoff(failures) : Elsewhere, time, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Takes what comes until it may not go on, or the connection ends.</summary>
    /// <returns>True: it ended.</returns>
    private async Task<bool> IsBrokenAsync(CancellationToken mayGoOn)
    {
        try
        {
            await using var link = await AmqpLink.OpenAsync(place, place.ToSource(), place.Container, time, mayGoOn);
            state.Placed(true);
            state.Answered();
            logger.LinkBegins(place.Name, place.NodeName, start.StartsAt);
            await new AmqpConsumer(link, place, start, intake, state, time, logger).RunAsync(mayGoOn);
            return false;
        }
        catch (OperationCanceledException) when (mayGoOn.IsCancellationRequested)
        {
            return false;
        }
        catch (Exception exception) when (AmqpLink.IsTrouble(exception))
        {
            state.InTrouble(exception.Message);
            return true;
        }
    }

    /// <summary>1 s, doubled up to a minute, and as much as half of it less, so that nodes do not come back in step.</summary>
    private static TimeSpan Backoff(int failures) =>
        TimeSpan.FromSeconds(Math.Min(LongestWait.TotalSeconds, Math.Pow(2, Math.Clamp(failures - 1, 0, 10))) * (1 - (Random.Shared.NextDouble() / 2)));
}
