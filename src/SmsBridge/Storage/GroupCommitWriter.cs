using System.Data.Common;
using Microsoft.Data.Sqlite;

namespace SmsBridge.Storage;

/// <summary>
/// The one writer. Callers queue operations; one thread takes all that wait, runs them in one transaction, commits once and then
/// completes each caller. Batches form by themselves while the previous commit is on its way to the disk, so many hooks share one
/// fsync and a lone one waits for nothing. When a batch fails it is rolled back and its operations run one by one, so that a failing
/// operation takes no neighbour down.
/// </summary>
internal sealed class GroupCommitWriter : IDisposable
{
    /// <summary>While a disk stalls, callers are told so instead of filling the memory with what they brought.</summary>
    private const int MostWaiting = 10_000;

    private readonly Func<SqliteConnection> _open;
    private readonly int _maxBatch;
    private readonly ILogger _logger;
    private readonly StoreTrouble _trouble;
    private readonly Lock _gate = new();
    private readonly SemaphoreSlim _work = new(0);
    private readonly Thread _thread;
    private List<WriteOperation> _waiting = new(64);
    private List<WriteOperation> _batch = new(64);
    private WriteSession? _session;
    private bool _began;
    private bool _idle;
    private bool _stopping;

    public GroupCommitWriter(Func<SqliteConnection> open, int maxBatch, ILogger logger)
    {
        (_open, _maxBatch, _logger, _trouble) = (open, maxBatch, logger, new StoreTrouble(logger));
        _session = new WriteSession(open()); // fail at start, on the caller's thread, if there is no store
        _thread = new Thread(Run) { Name = "store writer", IsBackground = true };
        _thread.Start();
    }

    /// <summary>Queues an operation; it completes or fails exactly once.</summary>
    public void Enqueue(WriteOperation operation)
    {
        bool wake;
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_stopping, this);
            if (_waiting.Count >= MostWaiting)
            {
                throw new StoreUnavailableException("The disk does not keep up: too many writes wait already.", new InvalidOperationException("queue full"));
            }

            _waiting.Add(operation);
            (wake, _idle) = (_idle, false);
        }

        if (wake)
        {
            _work.Release();
        }
    }

    /// <summary>Commits what waits, then stops.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            if (_stopping)
            {
                return;
            }

            _stopping = true;
        }

        _work.Release();
        _thread.Join();
        _session?.Dispose();
        _work.Dispose();
    }

    private void Run()
    {
        while (TakeBatch())
        {
            for (var start = 0; start < _batch.Count; start += _maxBatch)
            {
                Commit(_batch, start, Math.Min(_maxBatch, _batch.Count - start));
            }

            _batch.Clear();
            KeepWalSmall();
        }
    }

    private bool TakeBatch()
    {
        while (true)
        {
            lock (_gate)
            {
                if (_waiting.Count > 0)
                {
                    (_batch, _waiting) = (_waiting, _batch);
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

    private void Commit(List<WriteOperation> batch, int start, int count)
    {
        var failure = TryCommit(batch, start, count);
        if (failure is null || count == 1)
        {
            Finish(batch, start, count, failure);
            return;
        }

        for (var index = start; index < start + count; index++)
        {
            // Alone it may succeed where its neighbour failed; alone its failure is its own.
            failure = _began ? TryCommit(batch, index, 1) : failure;
            if (!_began)
            {
                // Not even a transaction could begin: nobody's fault, and the rest would only wait for the same lock or disk, one after the other.
                Finish(batch, index, start + count - index, failure);
                return;
            }

            Finish(batch, index, 1, failure);
        }
    }

    private void KeepWalSmall()
    {
        try
        {
            _session?.KeepWalSmall();
        }
        catch (SqliteException)
        {
            // The next write meets the same trouble, and has a caller to tell.
        }
    }

    private void Finish(List<WriteOperation> batch, int start, int count, Exception? failure)
    {
        var answer = failure is SqliteException sqlite ? StoreFailures.Translate(sqlite) : failure;
        _trouble.Tell(failure, answer, batch[start], count);
        for (var index = start; index < start + count; index++)
        {
            if (answer is null)
            {
                batch[index].Complete();
            }
            else
            {
                batch[index].Fail(answer);
            }
        }
    }

    private Exception? TryCommit(List<WriteOperation> batch, int start, int count)
    {
        _began = false;
        try
        {
            _session ??= new WriteSession(_open());
            _session.Begin();
            _began = true;
            for (var index = start; index < start + count; index++)
            {
                batch[index].Execute(_session);
            }

            _session.Commit();
            return null;
        }
#pragma warning disable CA1031 // The boundary of the writer thread: whatever an operation throws belongs to its caller, and the thread must live.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            Undo(exception);
            return exception;
        }
    }

    private void Undo(Exception cause)
    {
        try
        {
            _session?.Rollback();
            if (!StoreFailures.NeedsNewConnection(cause))
            {
                return;
            }
        }
        catch (DbException)
        {
            // The connection is of no use any more; closing it rolls back.
        }

        var broken = _session;
        _session = null;
        try
        {
            broken?.Dispose();
        }
        catch (DbException exception)
        {
            _logger.CloseFailed(exception);
        }
    }
}
