using System.Collections.Concurrent;

namespace SmsBridge.Tenants;

/// <summary>When each key was last used: noted in memory on every request, stored once a minute. A crash loses at most the last minute.</summary>
internal sealed class KeyUsage(TenantStore store, TimeProvider time)
{
    private readonly ConcurrentDictionary<long, long> _lastUsed = new();
    private ConcurrentDictionary<long, long> _unsaved = new();

    public void Note(long keyId)
    {
        var minute = time.GetUtcNow().ToUnixTimeSeconds() / 60 * 60_000;
        if (_lastUsed.GetValueOrDefault(keyId) != minute)
        {
            _lastUsed[keyId] = minute;
            _unsaved[keyId] = minute;
        }
    }

    public DateTimeOffset? LastUsed(KnownKey key) =>
        _lastUsed.TryGetValue(key.Id, out var at) ? DateTimeOffset.FromUnixTimeMilliseconds(at) : key.LastUsedAt;

    public async Task SaveAsync()
    {
        var unsaved = Interlocked.Exchange(ref _unsaved, new ConcurrentDictionary<long, long>());
        if (!unsaved.IsEmpty)
        {
            await store.SaveUsageAsync([.. unsaved.Select(pair => (pair.Key, pair.Value))]);
        }
    }
}
