namespace SmsBridge.Store;

/// <summary>
/// A few threads of our own for what people and programs read. SQLite reads without ever letting go of its thread: on the pool a few long
/// reads, begun again and again, held every thread there was, and no hook was taken meanwhile. Who waits does so without a thread, in <see cref="ReadLine"/>.
/// </summary>
internal sealed class ReadThreads(int most) : IDisposable
{
    /// <summary>Beyond it a reader is told so: nobody waits through so many others.</summary>
    internal const int Room = 1_000;

    /// <summary>The same of one key or operator, so that he does not fill the room of all.</summary>
    internal const int RoomOfOne = 100;

    private readonly object _gate = new();
    private readonly ReadLine _waiting = new(most);
    private readonly List<Thread> _threads = [];
    private int _idle;
    private bool _stopping;

    /// <summary>Runs it on one of the threads when its turn comes; on the pool if there is nothing to read any more.</summary>
    /// <param name="reader">Whose it is, by a key or a session; null: the bridge's own.</param>
    public void Queue(string? reader, Action work, CancellationToken cancelled)
    {
        lock (_gate)
        {
            if (!_stopping)
            {
                _waiting.Add(new WaitingRead(reader, work, cancelled));
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
    public bool HasRoomFor(string? reader)
    {
        lock (_gate)
        {
            return _waiting.Count < Room && (reader is null || _waiting.WaitingOf(reader) < RoomOfOne);
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

        foreach (var thread in _threads.Where(static thread => thread != Thread.CurrentThread)) // nobody waits for himself
        {
            thread.Join();
        }

        foreach (var read in _waiting.Clear())
        {
            OnPool(read.Work);
        }
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
        for (var read = Take(done: null); read is not null; read = Take(read))
        {
            if (read.Cancelled.IsCancellationRequested)
            {
                OnPool(read.Work);
            }
            else
            {
                read.Work();
            }
        }
    }

    /// <param name="done">What this thread was at until now.</param>
    private WaitingRead? Take(WaitingRead? done)
    {
        lock (_gate)
        {
            if (done is not null && !_stopping)
            {
                _waiting.Done(done);
            }

            while (!_stopping)
            {
                if (_waiting.Take() is { } next)
                {
                    return next;
                }

                _idle++;
                Monitor.Wait(_gate);
            }

            return null;
        }
    }
}
