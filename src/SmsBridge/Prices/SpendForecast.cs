using SmsBridge.Messages;

namespace SmsBridge.Prices;

/// <summary>What a month's SMS will have cost at the pace of the days so far.</summary>
/// <param name="Micros">By the end of the month.</param>
/// <param name="ReachedAt">When the cap is reached at that pace; null: not in this month, or it is reached already.</param>
internal sealed record SpendForecast(long Micros, DateTimeOffset? ReachedAt)
{
    /// <summary>A part of a day says nothing of a month.</summary>
    private static readonly TimeSpan Least = TimeSpan.FromDays(1);

    /// <returns>Null: too little of the month is over.</returns>
    public static SpendForecast? Of(SpendMonth month, long spent, long cap, DateTimeOffset now)
    {
        if (Share(month, now) is not { } share)
        {
            return null;
        }

        var whole = InAll(spent, share);
        var reached = spent < cap && whole > cap ? month.From + ((now - month.From) * ((double)cap / spent)) : default(DateTimeOffset?);
        return new SpendForecast(whole, reached);
    }

    /// <summary>How much of the month is over; null: too little.</summary>
    public static decimal? Share(SpendMonth month, DateTimeOffset now) =>
        now - month.From is var past && past >= Least ? Math.Min(1m, past.Ticks / (decimal)(month.Until - month.From).Ticks) : null;

    /// <summary>What so much in that share of a month is in all of it.</summary>
    public static long InAll(long soFar, decimal share) => PriceSums.Held(soFar / share);
}
