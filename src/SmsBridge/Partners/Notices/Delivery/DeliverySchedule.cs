namespace SmsBridge.Partners.Notices.Delivery;

/// <summary>What one POST came to.</summary>
/// <param name="Status">Null: no answer.</param>
/// <param name="Detail">What went wrong, in words; null for a success.</param>
/// <param name="Response">The first kilobyte of the answer.</param>
/// <param name="RetryAfter">How long the receiver asked us to wait, if it did.</param>
internal sealed record PostResult(
    int? Status, string? Detail, string? Response, TimeSpan? RetryAfter, DateTimeOffset StartedAt, TimeSpan Duration)
{
    public bool IsSuccess => Status is >= 200 and <= 299;

    /// <summary>The receiver wants to hear nothing more (standard-webhooks.md 3).</summary>
    public bool IsGone => Status == 410;

    /// <summary>The receiver is overloaded, not broken.</summary>
    public bool IsThrottle => Status is 429 or 502 or 504;
}

/// <summary>When to try again. Pure: results, clock value and jitter come in, moments go out (standard-webhooks.md 3 and 5).</summary>
/// <param name="jitter">0 to 1.</param>
internal sealed class DeliverySchedule(Func<double> jitter)
{
    /// <summary>The wait before each try, from the first one on: ten tries over three days.</summary>
    public static readonly IReadOnlyList<TimeSpan> Waits =
    [
        TimeSpan.Zero, TimeSpan.FromSeconds(5), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(30), TimeSpan.FromHours(2),
        TimeSpan.FromHours(5), TimeSpan.FromHours(10), TimeSpan.FromHours(14), TimeSpan.FromHours(20), TimeSpan.FromHours(24),
    ];

    private const double Spread = 0.2;

    /// <summary>A few failures may be single notifications' own; after this many in a row it is the receiver.</summary>
    private const int FailuresBeforeRest = 5;

    private static readonly TimeSpan LongestWish = TimeSpan.FromHours(24);
    private static readonly TimeSpan ThrottleRest = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan FirstRest = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LongestRest = TimeSpan.FromMinutes(5);

    /// <summary>When a notification is tried again after failing for the <paramref name="tries"/>th time; null: it is given up.</summary>
    public DateTimeOffset? Next(int tries, PostResult result, DateTimeOffset now)
    {
        if (tries >= Waits.Count)
        {
            return null;
        }

        var wait = Waits[tries] * (1 - Spread + (2 * Spread * jitter()));
        var wish = Wish(result);
        return now + (wish > wait ? wish : wait);
    }

    /// <summary>
    /// How long the subscription's other notifications wait too: as long as an overloaded receiver asks for, and after several failures in a
    /// row ever longer, so that a backlog does not use up its tries on a receiver that is down.
    /// </summary>
    /// <param name="failures">In a row, this one included.</param>
    public static TimeSpan Rest(PostResult result, int failures)
    {
        var throttled = result.IsThrottle ? ThrottleRest : TimeSpan.Zero;
        var wished = Wish(result);
        var down = failures < FailuresBeforeRest ? TimeSpan.Zero : Shorter(FirstRest * Math.Pow(2, Math.Min(failures - FailuresBeforeRest, 10)), LongestRest);
        return Longer(Longer(throttled, wished), down);
    }

    private static TimeSpan Wish(PostResult result) => result.RetryAfter is { } wish && wish > TimeSpan.Zero ? Shorter(wish, LongestWish) : TimeSpan.Zero;

    private static TimeSpan Shorter(TimeSpan one, TimeSpan other) => one < other ? one : other;

    private static TimeSpan Longer(TimeSpan one, TimeSpan other) => one > other ? one : other;
}
