using System.ComponentModel.DataAnnotations;

namespace SmsBridge.Gateways.Twilio;

/// <summary>How to reach Twilio. Accounts and senders belong to tenants and are not configured here.</summary>
internal sealed class TwilioOptions : IValidatableObject
{
    public const string Section = "Twilio";

    /// <summary>
    /// The API host, without a path. HTTPS, because every call carries the account's token; plain HTTP only to this machine
    /// (the simulator). Links that Twilio returns are followed on this host only.
    /// </summary>
    /// <value><c>https://host[:port]</c>; <c>http://</c> for this machine</value>
    [Required]
    public Uri BaseUrl { get; set; } = new("https://api.twilio.com");

    /// <summary>
    /// Longest wait for one call, answer read included. When it ends after the request was written, the outcome is unknown and
    /// has to be reconciled, so shorter is not better. 1 s to 1 min.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:01:00")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Longest wait for a connection, TLS included; failing here is always safe to repeat. 0.5 s to 30 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.5", "00:00:30")]
    public TimeSpan ConnectTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// HTTP proxy for calls to Twilio, <c>http://host:port</c>; none by default. The proxy variables of the environment are not
    /// read: a bridge that sends money texts must not change its route because a shell had them set.
    /// </summary>
    /// <value><c>http://host:port</c></value>
    public Uri? Proxy { get; set; }

    /// <summary>
    /// True: a registration asks Twilio whether account, token and sender belong together. False: their shape alone is checked
    /// (a bridge without a way out while it is being set up).
    /// </summary>
    public bool VerifyOnRegistration { get; set; } = true;

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (!IsHost(BaseUrl) || (BaseUrl.Scheme != Uri.UriSchemeHttps && !BaseUrl.IsLoopback))
        {
            yield return new ValidationResult(
                "Twilio:BaseUrl must be https://host[:port] without a path (http:// only for this machine).", [nameof(BaseUrl)]);
        }

        if (Proxy is not null && !IsHost(Proxy))
        {
            yield return new ValidationResult("Twilio:Proxy must be http://host:port without a path.", [nameof(Proxy)]);
        }
    }

    private static bool IsHost(Uri url) =>
        url.IsAbsoluteUri && (url.Scheme == Uri.UriSchemeHttps || url.Scheme == Uri.UriSchemeHttp)
        && url is { AbsolutePath: "/", Query: "", Fragment: "", UserInfo: "" };
}
