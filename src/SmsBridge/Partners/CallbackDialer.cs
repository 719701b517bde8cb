using System.Net;
using Microsoft.Extensions.Options;
using SmsBridge.Web;
using SmsBridge.Web.Limits;

namespace SmsBridge.Partners;

/// <summary>
/// Opens the connections to partners' receivers. Every name is resolved here, at every dial, and only addresses that may be dialled are tried:
/// a name that was harmless when it was subscribed can not lead somewhere else later (standard-webhooks.md 4).
/// </summary>
/// <param name="resolve">Name to addresses; <see cref="Dns.GetHostAddressesAsync(string, CancellationToken)"/> outside tests.</param>
internal sealed class CallbackDialer(
    CallbackUrlPolicy policy, IOptions<PartnerOptions> options, Func<string, CancellationToken, Task<IPAddress[]>> resolve, TimeProvider time,
    ILogger<CallbackDialer> logger)
{
    /// <summary>Name of the <see cref="HttpClient"/> for callbacks; it has no time limit of its own, the caller keeps the time.</summary>
    public const string Client = "partner callbacks";

    /// <exception cref="AddressNotAllowedException">Nothing this name leads to now may be dialled. Inside an <see cref="HttpRequestException"/> for callers.</exception>
    public async ValueTask<Stream> DialAsync(DnsEndPoint target, CancellationToken cancellationToken)
    {
        var addresses = policy.PermitsPort(target.Port) ? await resolve(target.Host, cancellationToken) : [];
        var allowed = addresses.Where(policy.Permits).Select(ClientNetwork.Plain).ToList();
        if (allowed.Count == 0)
        {
            logger.CallbackNotDialled(target.Host, target.Port);
            throw new AddressNotAllowedException();
        }

        return await AddressDialer.ConnectAsync(allowed, target.Port, time, cancellationToken);
    }

    /// <summary>A handler that gets nowhere but through <see cref="DialAsync"/>, and carries nothing from one receiver to another.</summary>
    public SocketsHttpHandler CreateHandler() => new()
    {
        AllowAutoRedirect = false, // a redirect is a failure, and could lead anywhere
        UseCookies = false,
        UseProxy = false, // the environment's proxy would dial in our place, unchecked
        ActivityHeadersPropagator = null, // our traces are none of theirs
        AutomaticDecompression = DecompressionMethods.None, // a small body must not become a big one
        ConnectTimeout = options.Value.ConnectTimeout,
        PooledConnectionLifetime = TimeSpan.FromMinutes(2), // then the name is looked up and judged anew
        PooledConnectionIdleTimeout = TimeSpan.FromSeconds(30),
        MaxResponseHeadersLength = 16, // kilobytes
        MaxResponseDrainSize = 0, // what is not read is not waited for
        ConnectCallback = (context, cancellationToken) => DialAsync(context.DnsEndPoint, cancellationToken),
    };
}
