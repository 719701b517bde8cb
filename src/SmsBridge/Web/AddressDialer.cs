using System.Net;
using System.Net.Sockets;

namespace SmsBridge.Web;

/// <summary>Connects to addresses somebody has judged. For dialers that decide which: no name is looked up here.</summary>
internal static class AddressDialer
{
    /// <summary>The first that answers; the last one's failure when none does.</summary>
    /// <param name="judged">At least one.</param>
    public static async ValueTask<Stream> ConnectAsync(IReadOnlyList<IPAddress> judged, int port, CancellationToken cancellationToken)
    {
        for (var index = 0; ; index++)
        {
            try
            {
                return await ConnectAsync(new IPEndPoint(judged[index], port), cancellationToken);
            }
            catch (SocketException) when (index < judged.Count - 1)
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
