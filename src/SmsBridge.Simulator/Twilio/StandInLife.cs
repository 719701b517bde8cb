using System.Threading.Channels;

namespace SmsBridge.Simulator.Twilio;

/// <summary>
/// Moves messages from status to status and has each change told. With a step delay it runs by itself: all delays are equal,
/// so a queue is in due order by nature, and one loop serves any number of messages.
/// </summary>
internal sealed class StandInLife(
    StandInTwilioOptions options, StandInMessages messages, StandInCallbacks callbacks, TimeProvider time, Action<StandInMessage> changed)
    : IAsyncDisposable
{
    private readonly Channel<(StandInMessage Message, long Since)> _waiting = Channel.CreateUnbounded<(StandInMessage, long)>();
    private readonly Channel<(StandInMessage Message, string Status, int? ErrorCode)> _untold =
        Channel.CreateUnbounded<(StandInMessage, string, int?)>();

    private readonly CancellationTokenSource _stopping = new();
    private Task _running = Task.CompletedTask;

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
                _untold.Writer.TryWrite((message, message.Status, message.ErrorCode));
                _waiting.Writer.TryWrite((message, time.GetTimestamp()));
                changed(message);
            }
        }
    }

    private async Task TellAsync()
    {
        await foreach (var (message, status, errorCode) in _untold.Reader.ReadAllAsync(_stopping.Token))
        {
            if (options.SendCallbacks)
            {
                await callbacks.PostAsync(message, status, errorCode, _stopping.Token);
                changed(message);
            }
        }
    }
}
