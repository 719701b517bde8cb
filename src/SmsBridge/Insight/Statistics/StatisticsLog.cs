namespace SmsBridge.Insight.Statistics;

internal static partial class StatisticsLog // 2790-2799
{
    [LoggerMessage(2790, LogLevel.Error, "The hour from {Hour} could not be counted for the reports; the others are, and it is tried again")]
    public static partial void HourNotCounted(this ILogger logger, Exception exception, DateTimeOffset hour);
}
