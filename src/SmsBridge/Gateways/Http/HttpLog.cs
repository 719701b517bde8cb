namespace SmsBridge.Gateways.Http;

internal static partial class HttpLog // 2180-2189
{
    [LoggerMessage(2180, LogLevel.Warning, "{Provider} says that an SMS costs \"{Amount}\" in \"{Currency}\", which is no price that can be counted: it is kept out. Further ones are kept out without a line")]
    public static partial void NoPrice(this ILogger logger, string provider, string amount, string currency);
}
