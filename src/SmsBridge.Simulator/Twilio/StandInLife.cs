using System.Threading.Channels;

namespace SmsBridge.Simulator.Twilio;

/// <summary>
/// Moves messages from status to status and has each change told. With a step delay it runs by itself: all delays are equal,
/// so a queue is in due order by nature, and one loop serves any number of messages.
/// </summary>
internal sealed class StandInLife(
    StandInTwilioOptions options, StandInMessages messages, StandInCallbacks callbacks, StandInFaults faults, TimeProvider time,
    Action<StandInMessage> changed) : IAsyncDisposable
{
    private readonly Channel<(StandInMessage Message, long Since)> _waiting = Channel.CreateUnbounded<(StandInMessage, long)>();
    private readonly Channel<Telling> _untold = Channel.CreateUnbounded<Telling>();
    private readonly CancellationTokenSource _stopping = new();
    private Task _running = Task.CompletedTask;
    private long _busy;

    /// <summary>No status changes any more, and every callback has been sent. Only with a step delay.</summary>
    public bool IsIdle => Interlocked.Read(ref _busy) == 0;

    public void Start()
    {
        if (options.StepDelay is { } delay)
        {
            _running = Task.WhenAll([StepAsync(delay), .. Enumerable.Range(0, options.CallbackConcurrency).Select(_ => TellAsync())]);
        }
    }

    public void Begin(StandInMessage message)
    {
        if (options.StepDelay is not null)
        {
            Interlocked.Increment(ref _busy);
            _waiting.Writer.TryWrite((message, time.GetTimestamp()));
        }
    }

    /// <summary>One step for every unfinished message, callbacks answered included; returns how many moved.</summary>
    public async Task<int> AdvanceAsync(CancellationToken cancellationToken)
    {
        var moved = messages.All().Where(message => message.TryAdvance(time.GetUtcNow())).ToList();
        await Parallel.ForEachAsync(
            moved,
            new ParallelOptions { MaxDegreeOfParallelism = options.CallbackConcurrency, CancellationToken = cancellationToken },
            async (message, token) =>
            {
                await (options.SendCallbacks ? callbacks.PostAsync(message, message.Status, message.ErrorCode, token) : Task.CompletedTask);
                changed(message);
            });
        return moved.Count;
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        try
        {
            await _running;
        }
        catch (OperationCanceledException)
        {
            // That is how both loops end.
        }

        _stopping.Dispose();
    }

    private async Task StepAsync(TimeSpan delay)
    {
        await foreach (var (message, since) in _waiting.Reader.ReadAllAsync(_stopping.Token))
        {
            if (delay - time.GetElapsedTime(since) is var left && left > TimeSpan.Zero)
            {
                await Task.Delay(left, time, _stopping.Token);
            }

            if (message.TryAdvance(time.GetUtcNow()))
            {
                Tell(message);
                _waiting.Writer.TryWrite((message, time.GetTimestamp()));
                changed(message);
            }
            else
            {
                Interlocked.Decrement(ref _busy);
            }
        }
    }

    private void Tell(StandInMessage message)
    {
        var fault = faults.Callbacks?.Invoke(message.To, message.Body, message.Status);
        if (!options.SendCallbacks || fault is { IsLost: true })
        {
            return;
        }

        var telling = new Telling(message, message.Status, message.ErrorCode, fault ?? new CallbackFault());
        Interlocked.Increment(ref _busy);
        if (telling.Fault.Delay > TimeSpan.Zero)
        {
            _ = TellLaterAsync(telling);
        }
        else
        {
            _untold.Writer.TryWrite(telling);
        }
    }

    private async Task TellLaterAsync(Telling telling)
    {
        await Task.Delay(telling.Fault.Delay, time, _stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _untold.Writer.TryWrite(telling);
    }

    private async Task TellAsync()
    {
        await foreach (var (message, status, errorCode, fault) in _untold.Reader.ReadAllAsync(_stopping.Token))
        {
            if (fault.WithForgery)
            {
                await callbacks.ForgeAsync(message, _stopping.Token);
            }

            for (var told = 0; told < fault.Times; told++)
            {
                await callbacks.PostAsync(message, status, errorCode, _stopping.Token);
            }

            changed(message);
            Interlocked.Decrement(ref _busy);
        }
    }

    private readonly record struct Telling(StandInMessage Message, string Status, int? ErrorCode, CallbackFault Fault);
}
