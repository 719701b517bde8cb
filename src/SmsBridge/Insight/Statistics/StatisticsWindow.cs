using SmsBridge.Messages;
using SmsBridge.Operators;

namespace SmsBridge.Insight.Statistics;

/// <summary>How far back a chart goes, and in what steps.</summary>
internal sealed record StatisticsWindow(string Name, Grain Grain, long Step, int Steps)
{
    private const long Minute = 60_000;
    private const long Hour = 60 * Minute;
    private const long Day = 24 * Hour;

    public static IReadOnlyList<StatisticsWindow> All { get; } =
    [
        new("1h", Grain.Minute, Minute, 60), new("24h", Grain.Hour, Hour, 24), new("7d", Grain.Hour, 6 * Hour, 28), new("30d", Grain.Day, Day, 30),
    ];

    /// <summary>What the parameter must be, in words.</summary>
    public static string Choices => $"window must be one of {string.Join(", ", All.Select(window => window.Name))}.";

    public static StatisticsWindow Default => All[1];

    public static StatisticsWindow? Parse(string? name) => All.FirstOrDefault(window => window.Name.Equals(name, StringComparison.OrdinalIgnoreCase));

    /// <summary>Start of the first step; the last one is now's.</summary>
    public long StartAt(DateTimeOffset now) => Grains.Floor(now.ToUnixTimeMilliseconds(), Step) - ((Steps - 1) * Step);
}

/// <summary>When "today" began.</summary>
internal static class Midnight
{
    /// <summary>Where the operator is; UTC when that is not known.</summary>
    public static DateTimeOffset Of(SignedInOperator who, DateTimeOffset now)
    {
        var zone = who.TimeZone is { } id && TimeZoneInfo.TryFindSystemTimeZoneById(id, out var known) ? known : TimeZoneInfo.Utc;
        return ZoneDay.StartOf(ZoneDay.Of(now, zone), zone).ToUniversalTime();
    }
}
