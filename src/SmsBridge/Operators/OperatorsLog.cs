namespace SmsBridge.Operators;

internal static partial class OperatorsLog // 2500-2599
{
    [LoggerMessage(2500, LogLevel.Information, "Operator {Operator} signed in")]
    public static partial void SignedIn(this ILogger logger, string @operator);

    [LoggerMessage(2501, LogLevel.Warning, "A sign-in from {Address} was refused: {Why}")]
    public static partial void SignInRefused(this ILogger logger, string address, string why);

    [LoggerMessage(2506, LogLevel.Warning, "The password of somebody signed in, asked for again, was refused from {Address}: {Why}")]
    public static partial void ConfirmRefused(this ILogger logger, string address, string why);

    [LoggerMessage(2502, LogLevel.Warning, "Address {Address} has to wait {Wait} after too many failed sign-ins; nothing from it is looked at")]
    public static partial void AddressWaits(this ILogger logger, string address, TimeSpan wait);

    [LoggerMessage(2503, LogLevel.Warning, "There is no operator yet. Open {Url} and give this code once to become the first: {Code} (or run: smsbridge operator add NAME --role admin)")]
    public static partial void FirstCode(this ILogger logger, string url, string code);

    [LoggerMessage(2504, LogLevel.Warning, "Operator {Operator} was added with the code of the first start")]
    public static partial void FirstOperator(this ILogger logger, string @operator);

    [LoggerMessage(2507, LogLevel.Information, "An export of operator {Operator} was broken off: {Why}")]
    public static partial void ExportBrokenOff(this ILogger logger, string @operator, string why);

    [LoggerMessage(2505, LogLevel.Error, "The second factor of operator {Operator} can not be opened: the key ring is not the one it was encrypted with. A recovery code lets in; smsbridge operator reset-second-factor takes it away")]
    public static partial void SecondFactorNotOpened(this ILogger logger, string @operator);
}
