namespace SmsBridge.Web;

/// <summary>How the world reaches this bridge.</summary>
internal sealed class BridgeOptions
{
    public const string Section = "Bridge";

    /// <summary>
    /// The bridge's address as the provider must call it, e.g. <c>https://sms.example.org</c>: status callbacks go there, and their
    /// signatures are computed over it. Empty: no callbacks are asked for, and delivery is not confirmed.
    /// </summary>
    public string PublicUrl { get; set; } = "";

    /// <summary>
    /// Addresses or networks (<c>10.0.0.0/8</c>) of reverse proxies whose <c>X-Forwarded-For</c> and <c>X-Forwarded-Proto</c> are believed. Empty:
    /// nobody's, and callers behind a proxy all have the proxy's address.
    /// </summary>
    public List<string> TrustedProxies { get; set; } = [];

    /// <summary>The proxies as networks.</summary>
    public IEnumerable<System.Net.IPNetwork> ProxyNetworks => TrustedProxies.Select(text => TryParseNetwork(text) ?? throw new FormatException(text));

    public static bool AreNetworks(BridgeOptions options) => options.TrustedProxies.TrueForAll(text => TryParseNetwork(text) is not null);

    private static System.Net.IPNetwork? TryParseNetwork(string text) =>
        System.Net.IPNetwork.TryParse(text, out var network) ? network
        : System.Net.IPAddress.TryParse(text, out var given) && (given.IsIPv4MappedToIPv6 ? given.MapToIPv4() : given) is var address
            ? new System.Net.IPNetwork(address, address.GetAddressBytes().Length * 8)
        : null;

    /// <summary>Null when not configured.</summary>
    public Uri? PublicBase => string.IsNullOrEmpty(PublicUrl) ? null : new Uri(PublicUrl.TrimEnd('/') + "/");

    /// <summary>Twilio refuses host names with underscores (twilio.md 3).</summary>
    public static bool IsValid(BridgeOptions options) =>
        string.IsNullOrEmpty(options.PublicUrl)
        || (Uri.TryCreate(options.PublicUrl, UriKind.Absolute, out var url)
            && (url.Scheme == Uri.UriSchemeHttps || url.Scheme == Uri.UriSchemeHttp)
            && !url.Host.Contains('_', StringComparison.Ordinal) && url.Query.Length == 0 && url.Fragment.Length == 0 && url.UserInfo.Length == 0);
}
