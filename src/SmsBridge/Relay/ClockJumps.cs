using SmsBridge.Store;

namespace SmsBridge.Relay;

/// <summary>
/// How old something is in time that was lived through. When somebody sets the clock, wall time jumps and the monotonic clock does not: a message
/// that waited a minute is not a day old because of it, and an attempt in doubt not old enough to be repeated. Only jumps while this process
/// runs can be known.
/// </summary>
/// <remarks>
/// A machine that slept looks the same as a clock that was set, and there what waits is old indeed. So only jumps that a wrong date or zone
/// explains are forgiven; after a longer one the wall clock is believed.
/// </remarks>
internal sealed class ClockJumps
{
    private static readonly TimeSpan Noticeable = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LongestForgiven = TimeSpan.FromHours(26);

    private readonly TimeProvider _time;
    private readonly ILogger<ClockJumps> _logger;
    private readonly Lock _gate = new();
    private readonly List<Jump> _forward = [];
    private readonly List<TimeSpan> _back = [];
    private TimeSpan _seen;
    private TimeSpan _setBack;
    private DateTimeOffset _wall;
    private long _monotonic;

    public ClockJumps(TimeProvider time, ILogger<ClockJumps> logger)
    {
        (_time, _logger) = (time, logger);
        (_wall, _monotonic) = (time.GetUtcNow(), time.GetTimestamp());
    }

    /// <summary>By how much stored times may be wrong at most: all jumps seen that a wrong date explains. Zero: none was seen.</summary>
    public TimeSpan Seen
    {
        get
        {
            lock (_gate)
            {
                Look();
                return _seen < LongestForgiven ? _seen : LongestForgiven;
            }
        }
    }

    /// <summary>By how much the clock was set back since this was last asked.</summary>
    public TimeSpan TakeSetBack()
    {
        lock (_gate)
        {
            Look();
            var taken = _setBack;
            _setBack = TimeSpan.Zero;
            return taken;
        }
    }

    /// <summary>Looks at both clocks; call often, so that a jump is dated well.</summary>
    public void Observe()
    {
        lock (_gate)
        {
            Look();
        }
    }

    /// <summary>The age of what was stored at that time of the wall clock.</summary>
    public TimeSpan AgeOf(DateTimeOffset since)
    {
        lock (_gate)
        {
            Look();
            var age = _wall - since;
            foreach (var jump in _forward)
            {
                age -= since <= jump.At ? jump.By : TimeSpan.Zero;
            }

            for (var index = _back.Count - 1; index >= 0 && age < TimeSpan.Zero; index--)
            {
                age += _back[index]; // it bears the date of a clock that ran ahead
            }

            return age;
        }
    }

    /// <inheritdoc cref="AgeOf(DateTimeOffset)"/>
    public TimeSpan AgeOf(long sinceMilliseconds) => AgeOf(StoredTime.At(sinceMilliseconds));

    private void Look()
    {
        var (wall, monotonic) = (_time.GetUtcNow(), _time.GetTimestamp());
        var lived = _time.GetElapsedTime(_monotonic, monotonic);
        var by = wall - _wall - lived;
        if (by.Duration() >= Noticeable)
        {
            _logger.ClockJumped(by);
            Note(by, _wall + lived);
            _seen += by.Duration() <= LongestForgiven ? by.Duration() : TimeSpan.Zero;
        }

        (_wall, _monotonic) = (wall, monotonic);
    }

    private void Note(TimeSpan by, DateTimeOffset at)
    {
        if (by > TimeSpan.Zero)
        {
            if (by <= LongestForgiven)
            {
                _forward.Add(new Jump(at, by));
            }

            return;
        }

        _back.Add(-by);
        _setBack -= by;

        // A clock set right again: what it jumped forward before is undone as far as it goes back.
        for (var (rest, index) = (-by, _forward.Count - 1); rest > TimeSpan.Zero && index >= 0; index--)
        {
            var undone = TimeSpan.FromTicks(Math.Min(rest.Ticks, _forward[index].By.Ticks));
            rest -= undone;
            _forward[index] = _forward[index] with { By = _forward[index].By - undone };
        }

        _forward.RemoveAll(jump => jump.By == TimeSpan.Zero);
    }

    private readonly record struct Jump(DateTimeOffset At, TimeSpan By);
}
