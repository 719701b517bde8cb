namespace SmsBridge.Ledger;

/// <summary>Who changed a status: the words in <c>status_change.source</c>.</summary>
internal static class Sources
{
    public const string Relay = "relay";
    public const string Provider = "provider";
    public const string Resolver = "resolver";
    public const string Api = "api";

    /// <summary>An operator, through the console or its API; the audit says who.</summary>
    public const string Operator = "operator";

    /// <summary>What an earlier SMS of the message had come to stands again.</summary>
    public const string Record = "record";

    /// <summary>Who reported without the provider's signature.</summary>
    public const string Stranger = "stranger";
}
