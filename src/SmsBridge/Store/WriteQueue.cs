namespace SmsBridge.Store;

/// <summary>
/// What waits for the one writer. Batches form by themselves while the previous commit is on its way to the disk, so many hooks share one fsync
/// and a lone one waits for nothing. An operation nobody outside waits for may wait a moment for others to share its commit, which costs more than what is in it.
/// </summary>
internal sealed class WriteQueue
{
    /// <summary>
    /// While a disk stalls, callers are told so instead of filling the memory with what they brought. Hooks have this room, and all else has as much:
    /// what became of an SMS that was sent must be stored, however many hooks come.
    /// </summary>
    internal const int Room = 10_000;

    /// <summary>Most hooks of one tenant that wait: the others' have the rest.</summary>
    internal const int TenantRoom = Room / 2;

    /// <summary>How many that may wait are enough to share a commit.</summary>
    private const int EnoughToShare = 24;

    /// <summary>How long one of them waits for it.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromMilliseconds(1);

    private readonly object _gate = new(); // not a Lock: the writer waits on it, without the spinning a semaphore begins with
    private List<WriteOperation> _waiting = new(64);
    private Dictionary<long, int>? _ofTenant; // of the hooks that wait; made only when there are so many that one tenant may have too many
    private int _hooks;
    private Writer _writer = Writer.AtWork;
    private bool _due; // something waits that need not wait any longer
    private bool _stopping;

    private enum Writer
    {
        AtWork,
        WaitsForWork,
        WaitsForOthers,
    }

    /// <param name="mayWait">A millisecond for others to share its commit with.</param>
    public void Add(WriteOperation operation, bool mayWait)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_stopping, this);
            if (!TakesRoom(operation.HookOf))
            {
                throw new StoreUnavailableException("The disk does not keep up: too many writes wait already.", new InvalidOperationException("queue full"));
            }

            _waiting.Add(operation);
            _due |= !mayWait || _waiting.Count >= EnoughToShare;
            if (_writer == Writer.WaitsForWork || (_writer == Writer.WaitsForOthers && _due))
            {
                Wake();
            }
        }
    }

    /// <summary>Waits for work and takes all of it; false when stopped and empty. For the writer alone.</summary>
    /// <param name="batch">An empty list goes in, the batch comes out.</param>
    public bool Take(ref List<WriteOperation> batch)
    {
        lock (_gate)
        {
            while (_waiting.Count == 0 && !_stopping)
            {
                _writer = Writer.WaitsForWork;
                Monitor.Wait(_gate);
            }

            if (!_due && !_stopping)
            {
                _writer = Writer.WaitsForOthers;
                Monitor.Wait(_gate, LongestWait); // once: a little too short does no harm
            }

            _writer = Writer.AtWork;
            _due = false;
            (batch, _waiting) = (_waiting, batch);
            (_hooks, _ofTenant) = (0, null);
            return batch.Count > 0;
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
            Wake();
            return true;
        }
    }

    private bool TakesRoom(long? tenantId)
    {
        if (tenantId is not { } tenant)
        {
            return _waiting.Count - _hooks < Room;
        }

        if (_hooks >= TenantRoom)
        {
            _ofTenant ??= CountTenants();
            var count = _ofTenant.GetValueOrDefault(tenant);
            if (_hooks >= Room || count >= TenantRoom)
            {
                return false;
            }

            _ofTenant[tenant] = count + 1;
        }

        _hooks++;
        return true;
    }

    private Dictionary<long, int> CountTenants() =>
        _waiting.Where(static operation => operation.HookOf is not null).CountBy(static operation => operation.HookOf!.Value).ToDictionary();

    private void Wake()
    {
        _writer = Writer.AtWork;
        Monitor.Pulse(_gate);
    }
}
