namespace SmsBridge.Web.Limits;

/// <summary>So many a minute and key.</summary>
/// <param name="most">Asked each time, as a setting may change; zero: none.</param>
/// <param name="coarser">See <see cref="WindowRules{TKey}.Coarser"/>.</param>
/// <param name="beyond">Told, when a minute is over, of each key that had too many: how many too many.</param>
internal sealed class MinuteLimit<TKey>(Func<int> most, TimeProvider time, Func<TKey, TKey>? coarser = null, Action<TKey, int>? beyond = null)
    where TKey : notnull
{
    private readonly WindowCounter<TKey> _counter = new(time, new WindowRules<TKey>
    {
        Coarser = coarser,
        Ended = beyond is null ? null : (key, count) =>
        {
            if (count - most() is > 0 and var over)
            {
                beyond(key, over);
            }
        },
    });

    public MinuteLimit(int most, TimeProvider time, Func<TKey, TKey>? coarser = null, Action<TKey, int>? beyond = null)
        : this(() => most, time, coarser, beyond)
    {
    }

    /// <summary>Counts one more; the time to wait when that is too many.</summary>
    public TimeSpan? Count(TKey key) => _counter.Count(key).Count > most() ? _counter.Rest : null;

    /// <summary>The time to wait when one more would be too many; counts nothing.</summary>
    public TimeSpan? Blocked(TKey key) => _counter.Look(key).Count >= most() ? _counter.Rest : null;
}
