using System.Data.Common;
using System.Runtime.CompilerServices;
using System.Threading.Tasks.Sources;

namespace SmsBridge.Store;

/// <summary>To be awaited: what comes after it runs on a reader's thread, with a connection, until that is disposed of with <c>await using</c>.</summary>
/// <param name="reader">Whose read it is; null: the bridge's own.</param>
/// <param name="open">Called there.</param>
internal readonly struct ReadTurn(ReadThreads threads, string? reader, Func<CancellationToken, DbConnection> open, CancellationToken cancellationToken) : ICriticalNotifyCompletion
{
    /// <summary>
    /// A page of the console is put together on a context of its own, and drawn half-made while it waits, as one of something that is not there: it reads where it is, in the same bounds.
    /// </summary>
    public bool IsCompleted => SynchronizationContext.Current is not null;

    public ReadTurn GetAwaiter() => this;

    public DbConnection GetResult() => open(cancellationToken);

    public void OnCompleted(Action continuation) => UnsafeOnCompleted(continuation);

    public void UnsafeOnCompleted(Action continuation) => threads.Queue(reader, continuation, cancellationToken);
}

/// <summary>
/// The way back: whoever awaits it goes on on the pool, always. Not <see cref="Task.Yield"/> in a method of its own, whose task may be done before
/// somebody looks, who would then stay.
/// </summary>
internal sealed class BackToPool : IValueTaskSource
{
    private static readonly BackToPool Source = new(); // it remembers nothing

    private static ValueTask Turn => new(Source, 0);

    /// <summary>For a reader's connection that is closed: leaves the reader's thread, if it is on one. Drivers close at once, on the thread they are on.</summary>
    public static ValueTask After(ValueTask closed) => closed.IsCompletedSuccessfully && !Thread.CurrentThread.IsThreadPoolThread ? Turn : closed;

    public ValueTaskSourceStatus GetStatus(short token) => ValueTaskSourceStatus.Pending;

    public void GetResult(short token)
    {
        // Nothing can have gone wrong.
    }

    public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags)
    {
        if (flags.HasFlag(ValueTaskSourceOnCompletedFlags.FlowExecutionContext))
        {
            ThreadPool.QueueUserWorkItem(continuation, state, preferLocal: false);
        }
        else
        {
            ThreadPool.UnsafeQueueUserWorkItem(continuation, state, preferLocal: false);
        }
    }
}
