namespace SmsBridge.Web;

/// <summary>How the world reaches this bridge.</summary>
internal sealed class BridgeOptions
{
    public const string Section = "Bridge";

    /// <summary>
    /// The bridge's address as the provider must call it, e.g. <c>https://sms.example.org</c>: status callbacks go there, and their
    /// signatures are computed over it. Empty: no callbacks are asked for, and delivery is not confirmed.
    /// </summary>
    /// <remarks>Blanks and line ends around it come with a copy, and are not meant.</remarks>
    public string PublicUrl { get; set => field = (value ?? "").Trim(); } = "";

    /// <summary>
    /// Addresses or networks (<c>10.0.0.0/8</c>) of reverse proxies whose <c>X-Forwarded-For</c> and <c>X-Forwarded-Proto</c> are believed. Empty:
    /// nobody's, and callers behind a proxy all have the proxy's address.
    /// </summary>
    /// <value>such as <c>10.0.0.7</c>, <c>10.0.0.0/8</c></value>
    public List<string> TrustedProxies { get; set; } = [];

    /// <summary>The proxies as networks.</summary>
    public IEnumerable<System.Net.IPNetwork> ProxyNetworks => TrustedProxies.Select(text => TryParseNetwork(text) ?? throw new FormatException(text));

    public static bool AreNetworks(BridgeOptions options) => options.TrustedProxies.TrueForAll(text => TryParseNetwork(text) is not null);

    private static System.Net.IPNetwork? TryParseNetwork(string text) =>
        System.Net.IPNetwork.TryParse(text, out var network) ? network
        : System.Net.IPAddress.TryParse(text, out var given) && Limits.ClientNetwork.Plain(given) is var address
            ? new System.Net.IPNetwork(address, address.GetAddressBytes().Length * 8)
        : null;

    /// <summary>Null when not configured.</summary>
    public PublicAddress? Address => PublicAddress.TryRead(PublicUrl, out var address) ? address : null;

    /// <inheritdoc cref="PublicAddress.Base"/>
    public Uri? PublicBase => Address?.Base;

    public static bool IsValid(BridgeOptions options) => options.PublicUrl.Length == 0 || options.Address is not null;
}
