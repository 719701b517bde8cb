using System.Net;
using System.Net.Sockets;

namespace SmsBridge.Core;

/// <summary>
/// Opens the connections to cores. A name is resolved here and only the addresses allowed for it are tried, so a name that was
/// harmless when it was registered can not lead somewhere else later.
/// </summary>
internal sealed class CoreDialer(
    CoreEndpoints endpoints, Func<string, CancellationToken, Task<IPAddress[]>> resolve, ILogger<CoreDialer> logger)
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

        for (var index = 0; ; index++)
        {
            try
            {
                return await ConnectAsync(new IPEndPoint(allowed[index], target.Port), cancellationToken);
            }
            catch (SocketException) when (index < allowed.Length - 1)
            {
                // The name has more addresses: IPv6 may be published and not routed.
            }
        }
    }

    private static async Task<NetworkStream> ConnectAsync(IPEndPoint address, CancellationToken cancellationToken)
    {
        var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(address, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}

/// <summary>No address of the host may be dialled.</summary>
internal sealed class AddressNotAllowedException() : IOException("No address of this host may be dialled.");
