namespace SmsBridge.Schedules;

internal static partial class SchedulesLog // 5000-5099
{
    [LoggerMessage(5000, LogLevel.Information, "Tenant {Tenant}: its loans were gone through for reminders, {Listed} active ones: {Entered} instalments became events, of {Known} there was one before")]
    public static partial void RunDone(this ILogger logger, string tenant, long listed, long entered, long known);

    [LoggerMessage(5001, LogLevel.Warning, "Tenant {Tenant}: the run of {Schedule} ended before it was done: {Problem}")]
    public static partial void RunGivenUp(this ILogger logger, string tenant, string schedule, string? problem);

    [LoggerMessage(5002, LogLevel.Error, "The run of {Schedule} of tenant {Tenant} could not go on; the next look tries again")]
    public static partial void TurnFailed(this ILogger logger, Exception exception, string schedule, string tenant);

    [LoggerMessage(5003, LogLevel.Information, "Tenant {Tenant}: the run of {Schedule} is done, {Listed} rows: {Entered} became events, of {Known} somebody was told before, {Repeated} were of the same loan or client as an earlier one, {Left} were left out")]
    public static partial void ReportDone(this ILogger logger, string tenant, string schedule, long listed, long entered, long known, long repeated, long left);
}
