using System.Threading.Tasks.Sources;

namespace SmsBridge.Store;

/// <summary>
/// One write that waits for the next commit. <see cref="Execute"/> may run more than once (a batch that fails is retried one
/// by one), so it must only write to the session and remember its latest result.
/// </summary>
internal abstract class WriteOperation
{
    /// <summary>
    /// Its completion runs the rest of its caller, which is brief: a few are completed one after the other by one thread of the pool, never the
    /// writer's.
    /// </summary>
    internal virtual bool CompletesTogether => false;

    /// <summary>Whose hook it brings; null: it is not from outside, and has a room of its own where no hook can be in its way.</summary>
    internal virtual long? HookOf => null;

    /// <summary>
    /// It reads and then decides by what it read, so that nobody may write in between. False only where each statement decides by itself, or by unique
    /// rows; the argument stands with it.
    /// </summary>
    internal virtual bool Decides => true;

    /// <summary>With whom it can be executed as one set, where the store takes sets; null: it is executed by itself.</summary>
    internal virtual IWriteSet? Set => null;

    /// <summary>Runs on the writer's thread inside the transaction.</summary>
    internal abstract void Execute(WriteSession session);

    /// <summary>The commit that carries this operation is on disk.</summary>
    internal abstract void Complete();

    /// <summary>This operation did not happen, and never will.</summary>
    internal abstract void Fail(Exception exception);

    /// <param name="failure">Null: it happened.</param>
    internal void Finish(Exception? failure)
    {
        if (failure is null)
        {
            Complete();
        }
        else
        {
            Fail(failure);
        }
    }
}

/// <summary>A write with a task.</summary>
internal abstract class TaskOperation<T>(bool completesTogether) : WriteOperation
{
    private readonly TaskCompletionSource<T> _completion = new(completesTogether ? TaskCreationOptions.None : TaskCreationOptions.RunContinuationsAsynchronously);

    public Task<T> Task => _completion.Task;

    internal override bool CompletesTogether => completesTogether;

    /// <summary>Set by <see cref="WriteOperation.Execute"/>.</summary>
    protected T Result { get; set; } = default!;

    internal override void Complete() => _completion.SetResult(Result);

    internal override void Fail(Exception exception) => _completion.SetException(exception);
}

/// <summary>An ordinary write: a delegate and a task.</summary>
internal sealed class DelegateOperation<T>(Func<WriteSession, T> work, bool completesTogether = false) : TaskOperation<T>(completesTogether)
{
    internal override void Execute(WriteSession session) => Result = work(session);
}

/// <summary>A write on a hot path: reusable, so that a hook costs no task and no closure. Await once, then return it to its pool.</summary>
internal abstract class PooledOperation<T> : WriteOperation, IValueTaskSource<T>
{
    private ManualResetValueTaskSourceCore<T> _core; // continues whoever waits on the thread that completes it

    /// <summary>Set by <see cref="WriteOperation.Execute"/>.</summary>
    protected T Result { get; set; } = default!;

    public ValueTask<T> AsValueTask() => new(this, _core.Version);

    /// <summary>Makes the operation ready for its next use; call before filling it.</summary>
    public void Reset() => _core.Reset();

    public T GetResult(short token) => _core.GetResult(token);

    public ValueTaskSourceStatus GetStatus(short token) => _core.GetStatus(token);

    public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _core.OnCompleted(continuation, state, token, flags);

    internal override bool CompletesTogether => true;

    internal override void Complete() => _core.SetResult(Result);

    internal override void Fail(Exception exception) => _core.SetException(exception);
}
