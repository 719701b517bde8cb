namespace SmsBridge.Storage;

/// <summary>
/// What waits for the one writer. Batches form by themselves while the previous commit is on its way to the disk, so many hooks share one fsync
/// and a lone one waits for nothing. An operation nobody outside waits for may wait a moment for company: a commit costs more than what is in it.
/// </summary>
internal sealed class WriteQueue : IDisposable
{
    /// <summary>While a disk stalls, callers are told so instead of filling the memory with what they brought.</summary>
    private const int MostWaiting = 10_000;

    /// <summary>How many that may wait are enough company.</summary>
    private const int Company = 24;

    /// <summary>How long one of them waits for it.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(1);

    private readonly Lock _gate = new();
    private readonly SemaphoreSlim _work = new(0);
    private readonly ITimer _company;
    private List<WriteOperation> _waiting = new(64);
    private bool _idle; // the writer sleeps
    private bool _due; // something waits that need not wait any longer
    private bool _stopping;

    public WriteQueue() =>
        _company = TimeProvider.System.CreateTimer(static queue => ((WriteQueue)queue!).EndWaiting(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

    /// <param name="mayWait">A millisecond for others to share its commit with.</param>
    public void Add(WriteOperation operation, bool mayWait)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_stopping, this);
            if (_waiting.Count >= MostWaiting)
            {
                throw new StoreUnavailableException("The disk does not keep up: too many writes wait already.", new InvalidOperationException("queue full"));
            }

            _waiting.Add(operation);
            _due |= !mayWait || _waiting.Count >= Company;
            Wake();
            if (!_due && _waiting.Count == 1)
            {
                _company.Change(Patience, Timeout.InfiniteTimeSpan);
            }
        }
    }

    /// <summary>Waits for work and takes all of it; false when stopped and empty.</summary>
    /// <param name="batch">An empty list goes in, the batch comes out.</param>
    public bool Take(ref List<WriteOperation> batch)
    {
        while (true)
        {
            lock (_gate)
            {
                if (_waiting.Count > 0 && (_due || _stopping))
                {
                    (batch, _waiting) = (_waiting, batch);
                    _due = false;
                    return true;
                }

                if (_stopping)
                {
                    return false;
                }

                _idle = true;
            }

            _work.Wait();
        }
    }

    /// <summary>Takes nothing more; what waits is still to be taken.</summary>
    /// <returns>False when it was stopped before.</returns>
    public bool Stop()
    {
        lock (_gate)
        {
            if (_stopping)
            {
                return false;
            }

            _stopping = true;
            _work.Release();
            return true;
        }
    }

    /// <summary>After the writer's end.</summary>
    public void Dispose()
    {
        _company.Dispose();
        _work.Dispose();
    }

    /// <summary>The first of those that wait for company has waited long enough. Late or once too often does no harm.</summary>
    private void EndWaiting()
    {
        lock (_gate)
        {
            _due = _waiting.Count > 0;
            if (!_stopping)
            {
                Wake();
            }
        }
    }

    /// <summary>Under the lock, as every release: one after it could come when the writer has ended and the semaphore is gone.</summary>
    private void Wake()
    {
        if (_due && _idle)
        {
            _idle = false;
            _work.Release();
        }
    }
}
