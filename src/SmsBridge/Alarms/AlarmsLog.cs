namespace SmsBridge.Alarms;

internal static partial class AlarmsLog // 2700-2749
{
    [LoggerMessage(2700, LogLevel.Warning, "{News} ({Kind} {Tenant}): {Words} {Remedy}")]
    public static partial void AlarmRaised(this ILogger logger, string news, string kind, string tenant, string words, string? remedy);

    [LoggerMessage(2701, LogLevel.Warning, "Over ({Kind} {Tenant}): {Words}")]
    public static partial void AlarmCleared(this ILogger logger, string kind, string tenant, string words);

    [LoggerMessage(2702, LogLevel.Error, "An alarm did not reach {Receiver}, and is tried again: {Words}")]
    public static partial void AlarmNotSent(this ILogger logger, string receiver, string words);

    [LoggerMessage(2703, LogLevel.Warning, "An alarm reached {Receiver} in part: {Words}")]
    public static partial void AlarmPartlySent(this ILogger logger, string receiver, string words);

    [LoggerMessage(2704, LogLevel.Warning, "A test of the alarms, which somebody asked for; nothing is wrong")]
    public static partial void AlarmTest(this ILogger logger);
}
