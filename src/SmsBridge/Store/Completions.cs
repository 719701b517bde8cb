using System.Collections.Concurrent;

namespace SmsBridge.Store;

/// <summary>
/// A few operations of one commit, completed one after the other by a thread of the pool. A work item for each of them woke more threads than there
/// are cores: 6 % of the hooks per second (bench, <c>ingest</c>).
/// </summary>
internal sealed class Completions : IThreadPoolWorkItem
{
    private const int Most = 8;
    private const int MostIdle = 256;

    private static readonly ConcurrentQueue<Completions> Idle = [];

    private readonly WriteOperation?[] _operations = new WriteOperation?[Most];
    private Exception? _failure;
    private int _count;

    /// <summary>Of one commit; sends them off when they are enough.</summary>
    /// <param name="group">Null: none yet, or those before are on their way.</param>
    public static void Add(ref Completions? group, WriteOperation operation, Exception? failure)
    {
        group ??= Idle.TryDequeue(out var idle) ? idle : new Completions();
        group._failure = failure;
        group._operations[group._count++] = operation;
        if (group._count == Most)
        {
            Send(ref group);
        }
    }

    public static void Send(ref Completions? group)
    {
        if (group is { } full)
        {
            group = null;
            ThreadPool.UnsafeQueueUserWorkItem(full, preferLocal: false);
        }
    }

    public void Execute()
    {
        for (var index = 0; index < _count; index++)
        {
            var operation = _operations[index]!;
            _operations[index] = null;
            operation.Finish(_failure);
        }

        (_count, _failure) = (0, null);
        if (Idle.Count < MostIdle)
        {
            Idle.Enqueue(this);
        }
    }
}
