using System.Collections.Concurrent;

namespace SmsBridge.Simulator.Core;

/// <summary>One request as it arrived.</summary>
/// <param name="Path">Decoded.</param>
/// <param name="Query">With the question mark, or empty.</param>
/// <param name="Body">Empty when it had none.</param>
internal sealed record CoreRequest(
    string Method, string Path, string Query, IReadOnlyDictionary<string, string> Headers, string Body);

/// <summary>The last requests a stand-in core saw, oldest first.</summary>
internal sealed class CoreRequests(int capacity)
{
    private readonly ConcurrentQueue<CoreRequest> _requests = new();

    /// <summary>False when nothing is kept, to spare benchmarks the work.</summary>
    public bool IsOn => capacity > 0;

    public IReadOnlyList<CoreRequest> Snapshot() => [.. _requests];

    public void Clear() => _requests.Clear();

    public void Add(CoreRequest request)
    {
        _requests.Enqueue(request);
        while (_requests.Count > capacity)
        {
            _requests.TryDequeue(out _);
        }
    }
}
