namespace SmsBridge.Hosting;

internal static partial class HostingLog // 1000-1049
{
    [LoggerMessage(1000, LogLevel.Warning, "{Variable} in the environment is not read: there is no such section of settings. Is {Near} meant?")]
    public static partial void VariableIsNotRead(this ILogger logger, string variable, string near);

    [LoggerMessage(1001, LogLevel.Error, "The page {Path} could not be made; the id it shows is {Id}")]
    public static partial void PageFailed(this ILogger logger, Exception exception, string path, string id);
}
