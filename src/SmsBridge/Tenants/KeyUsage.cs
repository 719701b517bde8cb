using System.Collections.Concurrent;

namespace SmsBridge.Tenants;

/// <summary>
/// When each key was last used: noted in memory on every request, to the minute, of a program's key to the hour; stored once a minute where there is news. A crash loses at most
/// the last minute, of a program's key the last hour.
/// </summary>
internal sealed class KeyUsage(TenantStore store, TimeProvider time)
{
    private readonly ConcurrentDictionary<long, long> _lastUsed = new();
    private readonly ConcurrentDictionary<long, long> _unsaved = new();

    public void Note(KnownKey key)
    {
        var step = key.Program is null ? 60 : 3_600;
        var at = time.GetUtcNow().ToUnixTimeSeconds() / step * step * 1_000;
        if (_lastUsed.GetValueOrDefault(key.Id) != at)
        {
            _lastUsed[key.Id] = at;
            _unsaved[key.Id] = at;
        }
    }

    /// <summary>The minute, or hour, it was used in began before a key that was made in it: no key was used before it was made.</summary>
    public DateTimeOffset? LastUsed(KnownKey key) =>
        (_lastUsed.TryGetValue(key.Id, out var at) ? DateTimeOffset.FromUnixTimeMilliseconds(at) : key.LastUsedAt) is { } used ? used > key.CreatedAt ? used : key.CreatedAt : null;

    public async Task SaveAsync()
    {
        var notes = _unsaved.ToArray();
        if (notes.Length == 0)
        {
            return;
        }

        await store.SaveUsageAsync([.. notes.Select(note => (note.Key, note.Value))]);
        foreach (var note in notes)
        {
            _unsaved.TryRemove(note); // once it is on disk; one made meanwhile stays
        }
    }
}
