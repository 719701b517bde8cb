namespace SmsBridge.Hosting;

internal static partial class HostingLog // 1000-1049
{
    [LoggerMessage(1000, LogLevel.Warning, "{Variable} in the environment is not read: there is no such section of settings. Is {Near} meant?")]
    public static partial void VariableIsNotRead(this ILogger logger, string variable, string near);

    [LoggerMessage(1001, LogLevel.Error, "The page {Path} could not be made; the id it shows is {Id}")]
    public static partial void PageFailed(this ILogger logger, Exception exception, string path, string id);

    [LoggerMessage(1002, LogLevel.Information, "The settings were read again. Taken over: {Names}")]
    public static partial void SettingsReloaded(this ILogger logger, string names);

    [LoggerMessage(1003, LogLevel.Warning, "These settings are changed, and count from the next start: {Names}")]
    public static partial void SettingsCountLater(this ILogger logger, string names);

    [LoggerMessage(1004, LogLevel.Error, "The settings were read again and can not be used; all stays as it is. {Problem}")]
    public static partial void ReloadRefused(this ILogger logger, string problem);

    [LoggerMessage(1005, LogLevel.Error, "The settings could not be read again; all stays as it is")]
    public static partial void ReloadFailed(this ILogger logger, Exception exception);

    [LoggerMessage(1006, LogLevel.Warning, "What metrics tell of the whole could not be counted; the next count tries again: {Words}")]
    public static partial void NotCounted(this ILogger logger, string words);

    [LoggerMessage(1007, LogLevel.Warning, "{Words}")]
    public static partial void LeaseIsShort(this ILogger logger, string words);
}
