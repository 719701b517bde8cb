using System.Collections.Concurrent;

namespace SmsBridge.Operators;

/// <summary>The stamps of operators as read a moment ago, so that not every request asks the store. What this process changes is forgotten at once.</summary>
internal sealed class OperatorStamps(TimeProvider time)
{
    /// <summary>How long a session may outlive its end: when the command line, another process, ends it.</summary>
    public static readonly TimeSpan Freshness = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<long, (string? Stamp, DateTimeOffset ReadAt)> _stamps = new();

    public bool TryGet(long operatorId, out string? stamp)
    {
        var found = _stamps.TryGetValue(operatorId, out var known) && time.GetUtcNow() - known.ReadAt < Freshness;
        stamp = known.Stamp;
        return found;
    }

    /// <param name="stamp">Null: disabled, or gone.</param>
    public void Keep(long operatorId, string? stamp) => _stamps[operatorId] = (stamp, time.GetUtcNow());

    public void Forget(long operatorId) => _stamps.TryRemove(operatorId, out _);
}
