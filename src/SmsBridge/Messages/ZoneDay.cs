namespace SmsBridge.Messages;

/// <summary>Which day it is somewhere.</summary>
internal static class ZoneDay
{
    public static DateOnly Of(DateTimeOffset at, TimeZoneInfo zone) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(at, zone).DateTime);
}
