using System.ComponentModel.DataAnnotations;
using System.Net;

namespace SmsBridge.Gateways.Wire;

/// <summary>How a provider is called, whichever it is.</summary>
internal abstract class WireOptions
{
    /// <summary>
    /// Longest wait for one call, answer read included. When it ends after the request was written, the outcome is unknown and
    /// has to be found out, so shorter is not better. 1 s to 1 min.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:01:00")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Longest wait for a connection, TLS included; failing here is always safe to repeat. 0.5 s to 30 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.5", "00:00:30")]
    public TimeSpan ConnectTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// HTTP proxy for these calls, <c>http://host:port</c>; none by default. The proxy variables of the environment are not
    /// read: a bridge that sends money texts must not change its route because a shell had them set.
    /// </summary>
    /// <value><c>http://host:port</c></value>
    public Uri? Proxy { get; set; }

    /// <summary>Whether it names a host and nothing beyond it.</summary>
    public static bool IsHost(Uri url) =>
        url.IsAbsoluteUri && (url.Scheme == Uri.UriSchemeHttps || url.Scheme == Uri.UriSchemeHttp)
        && url is { AbsolutePath: "/", Query: "", Fragment: "", UserInfo: "" };

    /// <summary>Every call carries the account's token: HTTPS, and plain HTTP only to this machine.</summary>
    public static bool IsSafe(Uri url) => url.Scheme == Uri.UriSchemeHttps || url.IsLoopback;

    /// <summary>What is wrong with the two addresses, each with the name of its setting.</summary>
    /// <param name="baseUrl">Of the provider's <c>BaseUrl</c>; null: it is not set.</param>
    protected IEnumerable<ValidationResult> AddressProblems(string section, Uri? baseUrl)
    {
        if (baseUrl is not null && (!IsHost(baseUrl) || !IsSafe(baseUrl)))
        {
            yield return new ValidationResult($"{section}:BaseUrl must be https://host[:port] without a path (http:// only for this machine).", ["BaseUrl"]);
        }

        if (Proxy is { } proxy && !IsHost(proxy))
        {
            yield return new ValidationResult($"{section}:Proxy must be http://host:port without a path.", [nameof(Proxy)]);
        }
    }

    public SocketsHttpHandler CreateHandler() => new()
    {
        AllowAutoRedirect = false, // following would hand the token to another host
        UseCookies = false,
        ActivityHeadersPropagator = null, // a provider has no use for our trace
        UseProxy = Proxy is not null,
        Proxy = Proxy is null ? null : new WebProxy(Proxy),
        ConnectTimeout = ConnectTimeout,
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        // A connection that the provider closes just as we write leaves a message in doubt: do not keep them idle for long.
        PooledConnectionIdleTimeout = TimeSpan.FromSeconds(30),
    };
}

/// <summary>The longest call to a provider, which a message's lease has to outlast.</summary>
/// <param name="Setting">Its name, for who has to mend it.</param>
internal sealed record ProviderTimeout(string Setting, TimeSpan Longest);
