namespace SmsBridge.Gateways;

/// <summary>Codes of our own, where the provider gave none.</summary>
internal static class GatewayCodes
{
    public const string NameNotResolved = "dns";
    public const string NotConnected = "not-connected";
    public const string TlsFailed = "tls";
    public const string ConnectTimeout = "connect-timeout";
    public const string Timeout = "timeout";
    public const string ConnectionBroken = "connection-broken";
    public const string UnreadableAnswer = "unreadable-answer";
    public const string ForeignLink = "foreign-link";
    public const string AccountInvalid = "account-invalid";
    public const string SenderInvalid = "sender-invalid";
    public const string Stopping = "stopping";
    public const string WindowFull = "window-full";
}
