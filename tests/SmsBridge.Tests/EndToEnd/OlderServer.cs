using System.Net;
using System.Net.Sockets;
using System.Text;

namespace SmsBridge.Tests.EndToEnd;

/// <summary>Stands before a real server and makes it say that it is version 14: wherever its own number passes, one of the same length goes on.</summary>
internal sealed class OlderServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly int _port;
    private readonly byte[] _number;
    private readonly byte[] _older;
    private readonly CancellationTokenSource _stopping = new();
    private readonly Task _passing;

    /// <param name="number">As <c>server_version_num</c>: 150018.</param>
    public OlderServer(int port, string number)
    {
        (_port, _number, _older) = (port, Encoding.ASCII.GetBytes(number), Encoding.ASCII.GetBytes("14" + number[2..]));
        _listener.Start();
        _passing = PassAllAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        _listener.Dispose();
        await _passing;
        _stopping.Dispose();
    }

    private async Task PassAllAsync()
    {
        try
        {
            while (true)
            {
                _ = PassAsync(await _listener.AcceptTcpClientAsync(_stopping.Token));
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // That is how it ends.
        }
    }

    private async Task PassAsync(TcpClient client)
    {
        using (client)
        {
            using var server = new TcpClient();
            await server.ConnectAsync(IPAddress.Loopback, _port, _stopping.Token);
            await Task.WhenAny(CopyAsync(client.GetStream(), server.GetStream(), disguises: false), CopyAsync(server.GetStream(), client.GetStream(), disguises: true));
        }
    }

    private async Task CopyAsync(NetworkStream from, NetworkStream to, bool disguises)
    {
        var buffer = new byte[64 * 1024];
        try
        {
            while (await from.ReadAsync(buffer, _stopping.Token) is > 0 and var count)
            {
                for (var at = 0; disguises && buffer.AsSpan(at, count - at).IndexOf(_number) is >= 0 and var found; at += found + _number.Length)
                {
                    _older.CopyTo(buffer, at + found);
                }

                await to.WriteAsync(buffer.AsMemory(0, count), _stopping.Token);
            }
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException or ObjectDisposedException)
        {
            // One of the two is gone.
        }
    }
}
