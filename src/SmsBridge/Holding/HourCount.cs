namespace SmsBridge.Holding;

/// <summary>
/// How many events with a text a node took in an hour of a tenant. It is a number in memory until an eighth of the floor is reached, so that ordinary hours write nothing; from there on
/// each node adds what it took to a row they share, in steps that grow with the hour, and knows what all of them took at that moment. One node is exact by that; several together may pass
/// a step each beyond what is allowed, and what eight or more took before any of them told it.
/// </summary>
/// <param name="add">Adds to the shared row, and answers what all have taken.</param>
/// <param name="usual">Asked once.</param>
internal sealed class HourCount(Func<long, Task<long>> add, Func<Task<long>> usual) : IDisposable
{
    private const int TellFrom = 8;
    private const int StepsOf = 32;

    private readonly SemaphoreSlim _turn = new(1, 1);
    private volatile Known? _known;
    private long _own;

    /// <summary>At most that hour in the last weeks; 0 until it was asked for.</summary>
    public long Usual => _known?.Usual ?? 0;

    /// <summary>One more came.</summary>
    /// <returns>Whether it is beyond what the rule lets pass.</returns>
    public async ValueTask<bool> CountAsync(SurgeRule rule)
    {
        var own = Interlocked.Increment(ref _own);
        if (own < (_known?.NextAt ?? Math.Max(1, rule.Floor / TellFrom)))
        {
            return IsOver(own, rule);
        }

        await _turn.WaitAsync();
        try
        {
            if (own >= (_known?.NextAt ?? 0))
            {
                _known = await TellAsync(rule);
            }
        }
        finally
        {
            _turn.Release();
        }

        return IsOver(own, rule);
    }

    public void Dispose() => _turn.Dispose();

    /// <summary>By its own place in the row, so that those before it pass.</summary>
    private bool IsOver(long own, SurgeRule rule) => _known is { } known && known.Total - known.Told + own > rule.Allows(known.Usual);

    private async Task<Known> TellAsync(SurgeRule rule)
    {
        var own = Interlocked.Read(ref _own);
        var total = await add(own - (_known?.Told ?? 0));
        var most = _known?.Usual ?? await usual();
        return new Known(own, total, most, own + Math.Max(1, Math.Max(rule.Allows(most), total) / StepsOf));
    }

    /// <param name="Told">Of its own, what the shared row has.</param>
    /// <param name="Total">Of all, when it was told.</param>
    /// <param name="NextAt">Of its own, when to tell again.</param>
    private sealed record Known(long Told, long Total, long Usual, long NextAt);
}
