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

    [LoggerMessage(2512, LogLevel.Information, "An export of operator {Operator} was broken off: {Why}")]
    public static partial void ExportBrokenOff(this ILogger logger, string @operator, string why);

    [LoggerMessage(2505, LogLevel.Error, "The second factor of operator {Operator} can not be opened: the key ring is not the one it was encrypted with. A recovery code lets in; smsbridge operator reset-second-factor takes it away")]
    public static partial void SecondFactorNotOpened(this ILogger logger, string @operator);

    [LoggerMessage(2507, LogLevel.Information, "The provider {Issuer} was read: {Keys} keys")]
    public static partial void ProviderRead(this ILogger logger, string issuer, int keys);

    [LoggerMessage(2508, LogLevel.Warning, "The provider of sign-ins is away: {Why}")]
    public static partial void ProviderAway(this ILogger logger, string why);

    [LoggerMessage(2509, LogLevel.Information, "Operator {Operator} was added at its first sign-in as {Subject} of {Issuer}: {Rights}")]
    public static partial void OperatorOfProvider(this ILogger logger, string @operator, string subject, string issuer, string rights);

    [LoggerMessage(2510, LogLevel.Warning, "The break-glass operator {Operator} signed in with its password from {Address}")]
    public static partial void BreakGlassUsed(this ILogger logger, string @operator, string address);

    [LoggerMessage(2511, LogLevel.Warning, "The break-glass operator {Operator} {Why}: while the provider is down nobody can sign in (smsbridge operator add NAME --role admin)")]
    public static partial void NoBreakGlass(this ILogger logger, string @operator, string why);
}
