using System.Net;
using SmsBridge.Web;

namespace SmsBridge.Core;

/// <summary>
/// Opens the connections to cores. A name is resolved here and only the addresses allowed for it are tried, so a name that was
/// harmless when it was registered can not lead somewhere else later.
/// </summary>
internal sealed class CoreDialer(
    CoreEndpoints endpoints, Func<string, CancellationToken, Task<IPAddress[]>> resolve, TimeProvider time, ILogger<CoreDialer> logger)
{
    public async ValueTask<Stream> DialAsync(DnsEndPoint target, CancellationToken cancellationToken)
    {
        var addresses = await resolve(target.Host, cancellationToken);
        var allowed = Array.FindAll(addresses, address => endpoints.MayDial(target.Host, target.Port, address));
        if (allowed.Length == 0)
        {
            logger.NotDialled(target.Host, target.Port);
            throw new AddressNotAllowedException();
        }

        return await AddressDialer.ConnectAsync(allowed, target.Port, time, cancellationToken);
    }
}
