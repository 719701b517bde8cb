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
    private readonly Func<SqliteConnection> _open;
    private readonly int _maxBatch;
    private readonly ILogger _logger;
    private readonly Lock _gate = new();
    private readonly SemaphoreSlim _work = new(0);
    private readonly Thread _thread;
    private List<WriteOperation> _waiting = new(64);
    private List<WriteOperation> _batch = new(64);
    private WriteSession? _session;
    private bool _idle;
    private bool _stopping;

    public GroupCommitWriter(Func<SqliteConnection> open, int maxBatch, ILogger logger)
    {
        (_open, _maxBatch, _logger) = (open, maxBatch, logger);
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
        for (var index = start; index < start + count; index++)
        {
            // Alone it may succeed where its neighbour failed; alone its failure is its own.
            Finish(batch[index], failure is not null && count > 1 ? TryCommit(batch, index, 1) : failure);
        }
    }

    private void Finish(WriteOperation operation, Exception? failure)
    {
        if (failure is null)
        {
            operation.Complete();
            return;
        }

        _logger.WriteFailed(failure, operation.GetType().Name);
        operation.Fail(failure is SqliteException sqlite ? StoreFailures.Translate(sqlite) : failure);
    }

    private Exception? TryCommit(List<WriteOperation> batch, int start, int count)
    {
        try
        {
            _session ??= new WriteSession(_open());
            _session.Begin();
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
            if (cause is not DbException || !StoreFailures.NeedsNewConnection(cause))
            {
                return;
            }
        }
        catch (DbException)
        {
            // The connection is of no use any more; closing it rolls back.
        }

        _session?.Dispose();
        _session = null;
    }
}
