namespace SmsBridge.Schedules;

internal static partial class SchedulesLog // 5000-5099
{
    [LoggerMessage(5000, LogLevel.Information, "Tenant {Tenant}: its loans were gone through for reminders, {Listed} active ones: {Entered} instalments became events, of {Known} there was one before")]
    public static partial void RunDone(this ILogger logger, string tenant, long listed, long entered, long known);

    [LoggerMessage(5001, LogLevel.Warning, "Tenant {Tenant}: going through its loans ended before it was done: {Problem}")]
    public static partial void RunGivenUp(this ILogger logger, string tenant, string? problem);

    [LoggerMessage(5002, LogLevel.Error, "The reminders of tenant {Tenant} could not be looked for; the next look tries again")]
    public static partial void TurnFailed(this ILogger logger, Exception exception, string tenant);
}
