using System.Collections.Concurrent;

namespace SmsBridge.Tenants;

/// <summary>When each key was last used: noted in memory on every request, stored once a minute. A crash loses at most the last minute.</summary>
internal sealed class KeyUsage(TenantStore store, TimeProvider time)
{
    private readonly ConcurrentDictionary<long, long> _lastUsed = new();
    private readonly ConcurrentDictionary<long, long> _unsaved = new();

    public void Note(long keyId)
    {
        var minute = time.GetUtcNow().ToUnixTimeSeconds() / 60 * 60_000;
        if (_lastUsed.GetValueOrDefault(keyId) != minute)
        {
            _lastUsed[keyId] = minute;
            _unsaved[keyId] = minute;
        }
    }

    /// <summary>The minute it was used in began before a key that was made in it: no key was used before it was made.</summary>
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
