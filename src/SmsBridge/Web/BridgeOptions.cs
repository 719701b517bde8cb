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

    /// <summary>Null when not configured.</summary>
    public Uri? PublicBase => PublicUrl.Length == 0 ? null : new Uri(PublicUrl.TrimEnd('/') + "/");

    /// <summary>Twilio refuses host names with underscores (twilio.md 3).</summary>
    public static bool IsValid(BridgeOptions options) =>
        options.PublicUrl.Length == 0
        || (Uri.TryCreate(options.PublicUrl, UriKind.Absolute, out var url)
            && (url.Scheme == Uri.UriSchemeHttps || url.Scheme == Uri.UriSchemeHttp)
            && !url.Host.Contains('_', StringComparison.Ordinal) && url.Query.Length == 0 && url.Fragment.Length == 0 && url.UserInfo.Length == 0);
}
