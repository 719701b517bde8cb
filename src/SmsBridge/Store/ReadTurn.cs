using System.Data.Common;
using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using System.Threading.Tasks.Sources;

namespace SmsBridge.Store;

/// <summary>To be awaited: what comes after it runs on a reader's thread, with a connection, until that is disposed of with <c>await using</c>.</summary>
/// <param name="reader">Whose read it is; null: the bridge's own.</param>
/// <param name="open">Called there.</param>
internal readonly struct ReadTurn(ReadThreads threads, string? reader, Func<CancellationToken, DbConnection> open, CancellationToken cancellationToken)
{
    public Awaiter GetAwaiter() => new(threads, reader, open, cancellationToken);

    /// <inheritdoc cref="ReadTurn"/>
    internal sealed class Awaiter(ReadThreads threads, string? reader, Func<CancellationToken, DbConnection> open, CancellationToken cancellationToken) : ICriticalNotifyCompletion
    {
        private DbConnection? _opened;
        private ExceptionDispatchInfo? _failure;

        /// <summary>A reading always takes its turn, also one for a page that is put together on a context of its own: parts of it are drawn when what they show was read.</summary>
        public bool IsCompleted => false;

        public DbConnection GetResult()
        {
            _failure?.Throw();
            return _opened ?? throw new InvalidOperationException("It was not waited for.");
        }

        public void OnCompleted(Action continuation) => UnsafeOnCompleted(continuation);

        public void UnsafeOnCompleted(Action continuation) => threads.Queue(reader, () => Begin(continuation), cancellationToken);

        /// <summary>Where nothing can be read, what follows is no reading: on the reader's thread it would keep others from theirs, and who closed the store there would wait for himself.</summary>
        private void Begin(Action continuation)
        {
            try
            {
                _opened = open(cancellationToken);
            }
#pragma warning disable CA1031 // It is thrown where it is waited for.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                _failure = ExceptionDispatchInfo.Capture(exception);
                ReadThreads.OnPool(continuation);
                return;
            }

            continuation();
        }
    }
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
