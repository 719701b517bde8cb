namespace SmsBridge.Store;

/// <summary>
/// Wakes a worker after a commit. It carries no data and may be lost: a worker that misses a ring finds the work at its next poll.
/// </summary>
internal class Bell : IDisposable
{
    private readonly SemaphoreSlim _signal = new(0, 1);
    private int _rung;

    /// <summary>Cheap when it has already rung: rings between two waits are one ring.</summary>
    public void Ring()
    {
        if (Volatile.Read(ref _rung) == 0 && Interlocked.Exchange(ref _rung, 1) == 0)
        {
            _signal.Release();
        }
    }

    /// <summary>Returns at the next ring (or one since the last wait), or after <paramref name="timeout"/>.</summary>
    public async Task WaitAsync(TimeSpan timeout, TimeProvider time, CancellationToken cancellationToken)
    {
        using var timeoutSource = new CancellationTokenSource(timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeoutSource.Token, cancellationToken);
        try
        {
            await _signal.WaitAsync(either.Token);
            Volatile.Write(ref _rung, 0);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // Poll time.
        }
    }

    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing) => _signal.Dispose();
}

/// <summary>Rung when there is something for the relay: a new event, a resend.</summary>
internal sealed class RelayBell : Bell
{
    private int _code;

    /// <summary>For a two-factor code, which has places of its own: the relay claims also when it has no room for others.</summary>
    public void RingForCode()
    {
        Volatile.Write(ref _code, 1);
        Ring();
    }

    /// <summary>Whether it was rung for a code since this was asked.</summary>
    public bool TakeCode() => Interlocked.Exchange(ref _code, 0) == 1;
}
