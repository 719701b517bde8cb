namespace SmsBridge.Store;

/// <summary>
/// A few threads of our own for what people and programs read. SQLite reads without ever letting go of its thread: on the pool a few long
/// reads, begun again and again, held every thread there was, and no hook was taken meanwhile. Who waits does so in one line, without a thread.
/// </summary>
internal sealed class ReadThreads(int most) : IDisposable
{
    /// <summary>Beyond it a reader is told so: nobody waits through so many others.</summary>
    internal const int Room = 1_000;

    private readonly object _gate = new();
    private readonly Queue<(Action Work, CancellationToken Cancelled)> _waiting = new();
    private readonly List<Thread> _threads = [];
    private int _idle;
    private bool _stopping;

    /// <summary>Runs it on one of the threads when its turn comes; on the pool if there is nothing to read any more.</summary>
    public void Queue(Action work, CancellationToken cancelled)
    {
        lock (_gate)
        {
            if (!_stopping)
            {
                _waiting.Enqueue((work, cancelled));
                if (_idle > 0)
                {
                    _idle--; // by him who wakes it, or two that come at once would both count on the same one
                    Monitor.Pulse(_gate);
                }
                else if (_threads.Count < most)
                {
                    StartOne();
                }

                return;
            }
        }

        OnPool(work);
    }

    /// <summary>Whether there is room for one more.</summary>
    public bool HasRoom
    {
        get
        {
            lock (_gate)
            {
                return _waiting.Count < Room;
            }
        }
    }

    /// <summary>What waits goes on elsewhere, to find the store closed.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _stopping = true;
            Monitor.PulseAll(_gate);
        }

        _threads.ForEach(static thread => thread.Join());
        foreach (var (work, _) in _waiting)
        {
            OnPool(work);
        }

        _waiting.Clear();
    }

    /// <summary>Back to the pool: what follows a read belongs there, whoever else is in line.</summary>
    internal static void OnPool(Action work) => ThreadPool.UnsafeQueueUserWorkItem(static work => work(), work, preferLocal: false);

    private void StartOne()
    {
        var thread = new Thread(Run) { Name = "store reader", IsBackground = true };
        _threads.Add(thread);
        thread.UnsafeStart();
    }

    private void Run()
    {
        while (Take() is { Work: { } work } next)
        {
            if (next.Cancelled.IsCancellationRequested)
            {
                OnPool(work);
            }
            else
            {
                work();
            }
        }
    }

    private (Action? Work, CancellationToken Cancelled) Take()
    {
        lock (_gate)
        {
            while (_waiting.Count == 0 && !_stopping)
            {
                _idle++;
                Monitor.Wait(_gate);
            }

            return _stopping ? default : _waiting.Dequeue();
        }
    }
}
