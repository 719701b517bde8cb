using System.Data.Common;
using SmsBridge.Telemetry;

namespace SmsBridge.Store;

#pragma warning disable CA1031 // Each catch here is the boundary of the writer's thread: whatever it was, the callers are told and the thread must live.

/// <summary>
/// The one writer. Callers queue operations; one thread takes all that wait, runs them in one transaction, commits once and then completes each
/// caller. When a batch fails it is rolled back and its operations run one by one, so that a failing operation takes no neighbour down.
/// </summary>
internal sealed class GroupCommitWriter : IDisposable
{
    /// <summary>How often a batch is run again because another node was at the same rows.</summary>
    private const int MostConflicts = 20;

    private readonly Func<WriteSession> _open;
    private readonly int _maxBatch;
    private readonly ILogger _logger;
    private readonly StoreMeter? _meter;
    private readonly StoreTrouble _trouble;
    private readonly WriteQueue _queue = new();
    private readonly Thread _thread;
    private List<WriteOperation> _batch = new(64);
    private WriteSession? _session;
    private bool _began;

    public GroupCommitWriter(Func<WriteSession> open, int maxBatch, ILogger logger, StoreMeter? meter = null)
    {
        (_open, _maxBatch, _logger, _meter, _trouble) = (open, maxBatch, logger, meter, new StoreTrouble(logger));
        _session = open(); // fail at start, on the caller's thread, if there is no store
        _thread = new Thread(Run) { Name = "store writer", IsBackground = true };
        _thread.Start();
    }

    /// <summary>Queues an operation; it completes or fails exactly once.</summary>
    /// <param name="mayWait">A millisecond for others to share its commit with.</param>
    public void Enqueue(WriteOperation operation, bool mayWait = false) => _queue.Add(operation, mayWait);

    /// <summary>Commits what waits, then stops.</summary>
    public void Dispose()
    {
        if (!_queue.Stop())
        {
            return;
        }

        _thread.Join();
        _session?.Dispose();
    }

    private void Run()
    {
        while (_queue.Take(ref _batch))
        {
            for (var start = 0; start < _batch.Count; start += _maxBatch)
            {
                Commit(_batch, start, Math.Min(_maxBatch, _batch.Count - start));
            }

            _batch.Clear();
            Tidy();
        }
    }

    private void Commit(List<WriteOperation> batch, int start, int count)
    {
        var started = _meter is { IsOn: true } ? TimeProvider.System.GetTimestamp() : 0;
        var failure = TryCommit(batch, start, count);
        if (started != 0)
        {
            _meter!.Committed(count, TimeProvider.System.GetElapsedTime(started), failure is null);
        }

        if (failure is null || count == 1 || failure is StoreUnavailableException { IsInDoubt: true })
        {
            Finish(batch, start, count, failure);
            return;
        }

        CommitAlone(batch, start, count, failure);
    }

    /// <summary>
    /// One by one: alone an operation may succeed where its neighbour failed; alone its failure is its own. On a full disk too: a small write may find
    /// room where a large one did not, and a core does not send its hook again. All of them on one connection: it is new if the old one may have been
    /// broken, and opening it again for each would only find the same disk.
    /// </summary>
    private void CommitAlone(List<WriteOperation> batch, int start, int count, Exception? failure)
    {
        for (var index = start; index < start + count; index++)
        {
            failure = _began ? TryCommit(batch, index, 1, keepsConnection: true) : failure;
            if (!_began)
            {
                // Not even a transaction could begin: nobody's fault, and the rest would only wait for the same lock or disk, one after the other.
                Finish(batch, index, start + count - index, failure);
                return;
            }

            Finish(batch, index, 1, failure);
        }
    }

    private void Tidy()
    {
        try
        {
            _session?.Tidy();
        }
        catch (Exception)
        {
            // The next write meets the same trouble, and has a caller to tell.
        }
    }

    private void Finish(List<WriteOperation> batch, int start, int count, Exception? failure)
    {
        var answer = failure is DbException trouble ? StoreFailures.Translate(trouble) : failure;
        _trouble.Tell(failure, answer, batch[start], count);
        Completions? together = null;
        for (var index = start; index < start + count; index++)
        {
            if (batch[index].CompletesTogether)
            {
                Completions.Add(ref together, batch[index], answer);
            }
            else
            {
                batch[index].Finish(answer);
            }
        }

        Completions.Send(ref together);
    }

    private Exception? TryCommit(List<WriteOperation> batch, int start, int count, bool keepsConnection = false)
    {
        for (var left = MostConflicts; ; left--)
        {
            var failure = TryOnce(batch, start, count, keepsConnection);
            if (failure is null || left == 0 || !StoreFailures.IsConflict(failure))
            {
                return failure;
            }
        }
    }

    private Exception? TryOnce(List<WriteOperation> batch, int start, int count, bool keepsConnection)
    {
        (_began, var isCommitting) = (false, false);
        try
        {
            _session ??= _open();
            _session.Begin(Isolation(batch, start, count));
            _began = true;
            Execute(_session, batch, start, count);

            isCommitting = true;
            _session.Commit();
            return null;
        }
        catch (Exception exception)
        {
            var transaction = isCommitting ? _session?.Mark : null;
            Undo(exception, keepsConnection);
            return transaction is { } mark && _session is null && exception is not StoreUnavailableException { IsInDoubt: true } ? ResolveDoubt(mark, exception) : exception;
        }
    }

    private static void Execute(WriteSession session, List<WriteOperation> batch, int start, int count)
    {
        Dictionary<IWriteSet, List<WriteOperation>>? sets = null;
        for (var index = start; index < start + count; index++)
        {
            if (count == 1 || !session.TakesSets || batch[index].Set is not { } set)
            {
                batch[index].Execute(session);
                continue;
            }

            sets ??= [];
            (sets.TryGetValue(set, out var together) ? together : sets[set] = []).Add(batch[index]);
        }

        foreach (var (set, together) in sets ?? [])
        {
            if (together is [var alone])
            {
                alone.Execute(session);
            }
            else
            {
                set.Execute(session, together);
            }
        }
    }

    /// <summary>The connection ended while it committed. Whether that took place is asked for on a new one, so that nothing is written twice.</summary>
    /// <returns>Null: it did.</returns>
    private Exception? ResolveDoubt(TransactionMark transaction, Exception failure)
    {
        try
        {
            _session = _open();
            return _session.HasCommitted(transaction) switch
            {
                true => null,
                false => failure,
                null => InDoubt(failure),
            };
        }
        catch (Exception)
        {
            return InDoubt(failure);
        }
    }

    private static StoreUnavailableException InDoubt(Exception failure) =>
        new("The connection to the database ended during a commit, and whether it took place is not known.", failure) { IsInDoubt = true };

    private static Isolation Isolation(List<WriteOperation> batch, int start, int count)
    {
        for (var index = start; index < start + count; index++)
        {
            if (batch[index].Decides)
            {
                return Store.Isolation.Serializable;
            }
        }

        return Store.Isolation.ReadCommitted;
    }

    private void Undo(Exception cause, bool keepsConnection)
    {
        try
        {
            _session?.Rollback();
            if (_session is not { IsBroken: true } && (keepsConnection || !StoreFailures.NeedsNewConnection(cause)))
            {
                return;
            }
        }
        catch (Exception)
        {
            // The connection is of no use any more; closing it rolls back.
        }

        var broken = _session;
        _session = null;
        try
        {
            broken?.Dispose();
        }
        catch (Exception exception)
        {
            _logger.CloseFailed(exception);
        }
    }
}
