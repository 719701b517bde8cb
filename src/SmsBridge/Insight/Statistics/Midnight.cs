using SmsBridge.Operators;

namespace SmsBridge.Insight.Statistics;

/// <summary>When "today" began.</summary>
internal static class Midnight
{
    /// <summary>Where the operator is; UTC when that is not known.</summary>
    public static DateTimeOffset Of(SignedInOperator who, DateTimeOffset now)
    {
        var zone = who.TimeZone is { } id && TimeZoneInfo.TryFindSystemTimeZoneById(id, out var known) ? known : TimeZoneInfo.Utc;
        var midnight = TimeZoneInfo.ConvertTime(now, zone).Date;
        return new DateTimeOffset(midnight, zone.GetUtcOffset(midnight)).ToUniversalTime();
    }
}
