using System.Collections.Concurrent;

namespace SmsBridge.Web.Limits;

/// <summary>How often something happened, and how long ago it did last.</summary>
internal readonly record struct Tally(int Count, TimeSpan SinceLast);

/// <summary>How a <see cref="WindowCounter{TKey}"/> counts.</summary>
internal sealed record WindowRules<TKey>
{
    public TimeSpan Length { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Most counts a window holds; who comes later shares: first by <see cref="Coarser"/>, as many again, then all in one.</summary>
    public int MostKeys { get; init; } = 10_000;

    /// <summary>What a key is counted as when there is no room for one of its own. Null: with all others.</summary>
    public Func<TKey, TKey>? Coarser { get; init; }

    /// <summary>True: a count lives on until its key was quiet for a whole window. False: each window begins with nothing.</summary>
    public bool Slides { get; init; }

    /// <summary>Told of each count of a window that is over, by whoever counts next.</summary>
    public Action<TKey, int>? Ended { get; init; }
}

/// <summary>
/// The one counter behind every limit: how often, per key, in a window of time. Written by hand because the limiters of
/// <c>System.Threading.RateLimiting</c> read the machine's stopwatch instead of a <see cref="TimeProvider"/>, keep a partition for every key a
/// stranger makes up, and can only grant before the deed: these limits count what turned out wrong, and never hold up what is right. A window's
/// counts are dropped as a whole, so nothing is swept. Time is what passed, not what the clock says: setting it stops and frees nobody.
/// </summary>
internal sealed class WindowCounter<TKey>
    where TKey : notnull
{
    private readonly WindowRules<TKey> _rules;
    private readonly TimeProvider _time;
    private readonly long _started;
    private readonly TimeSpan _offset;
    private Window _window;

    public WindowCounter(TimeProvider time, WindowRules<TKey> rules)
    {
        (_time, _rules, _started) = (time, rules, time.GetTimestamp());
        _offset = TimeSpan.FromTicks(time.GetUtcNow().Ticks % rules.Length.Ticks); // a minute is the clock's minute, as long as nobody sets it
        _window = new Window(Number(_offset), null);
    }

    /// <summary>Counts one more.</summary>
    public Tally Count(TKey key)
    {
        var now = Now;
        var window = Current(now);
        return Find(window, key).Add(now);
    }

    /// <summary>Counts nothing.</summary>
    public Tally Look(TKey key)
    {
        var now = Now;
        var window = Current(now);
        var counter = window.Counters.TryGetValue(key, out var own) ? own
            : Earlier(window, key, now) is { } earlier ? earlier
            : window.Keys < _rules.MostKeys ? null
            : Shared(window, key, add: false);
        return counter?.Look(now) ?? default;
    }

    /// <summary>Until the next window, to the second.</summary>
    public TimeSpan Rest
    {
        get
        {
            var second = TimeSpan.FromSeconds(Math.Floor(Now.TotalSeconds));
            return ((Number(second) + 1) * _rules.Length) - second;
        }
    }

    private TimeSpan Now => _offset + _time.GetElapsedTime(_started);

    private long Number(TimeSpan now) => now.Ticks / _rules.Length.Ticks;

    private Window Current(TimeSpan now)
    {
        var window = Volatile.Read(ref _window);
        if (window.Number >= Number(now))
        {
            return window;
        }

        window.Before = null; // two windows are kept, not all there ever were
        var next = new Window(Number(now), _rules.Slides ? window : null);
        if (Interlocked.CompareExchange(ref _window, next, window) != window)
        {
            return Volatile.Read(ref _window);
        }

        if (_rules.Ended is { } ended)
        {
            foreach (var (key, counter) in window.Counters)
            {
                ended(key, counter.Look(now).Count);
            }
        }

        return next;
    }

    private Counter Find(Window window, TKey key) =>
        window.Counters.TryGetValue(key, out var own) ? own
        : window.Keys < _rules.MostKeys ? Add(window, key)
        : Shared(window, key, add: true)!;

    private Counter? Shared(Window window, TKey key, bool add)
    {
        if (_rules.Coarser is null)
        {
            return window.Others;
        }

        var coarse = _rules.Coarser(key);
        return window.Counters.TryGetValue(coarse, out var known) ? known
            : window.Keys >= 2 * _rules.MostKeys ? window.Others
            : add ? Add(window, coarse) : null;
    }

    private Counter Add(Window window, TKey key)
    {
        var made = Earlier(window, key, Now) is { } earlier ? earlier.Copy() : new Counter();
        var counter = window.Counters.GetOrAdd(key, made);
        if (ReferenceEquals(counter, made))
        {
            Interlocked.Increment(ref window.Keys);
        }

        return counter;
    }

    private Counter? Earlier(Window window, TKey key, TimeSpan now) =>
        window.Before is { } before && before.Counters.TryGetValue(key, out var counter) && counter.Look(now).SinceLast <= _rules.Length ? counter : null;

    private sealed class Window(long number, Window? before)
    {
        public int Keys;

        public long Number => number;

        public Window? Before { get; set; } = before;

        public ConcurrentDictionary<TKey, Counter> Counters { get; } = new();

        public Counter Others { get; } = new();
    }

    private sealed class Counter
    {
        private int _count;
        private long _last;

        public Tally Add(TimeSpan now)
        {
            Interlocked.Exchange(ref _last, now.Ticks);
            return new Tally(Interlocked.Increment(ref _count), TimeSpan.Zero);
        }

        public Tally Look(TimeSpan now) => new(Volatile.Read(ref _count), now - TimeSpan.FromTicks(Volatile.Read(ref _last)));

        public Counter Copy() => new() { _count = Volatile.Read(ref _count), _last = Volatile.Read(ref _last) };
    }
}
