using System.Net;
using System.Net.Sockets;

namespace SmsBridge.Faults;

/// <summary>What stands before several nodes: passes each connection to one of those that take it, in turn. A node that dies breaks its connections off.</summary>
internal sealed class Front : IAsyncDisposable
{
    private readonly TcpListener _listener;
    private readonly IReadOnlyList<Uri> _nodes;
    private readonly CancellationTokenSource _stopping = new();
    private readonly Task _accepting;
    private int _next;

    /// <param name="port">Of 127.0.0.1.</param>
    public Front(int port, IReadOnlyList<Uri> nodes)
    {
        (_listener, _nodes) = (new TcpListener(IPAddress.Loopback, port), nodes);
        _listener.Start(512);
        _accepting = AcceptAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        _listener.Dispose();
        await _accepting;
        _stopping.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                _ = PassAsync(await _listener.AcceptSocketAsync(_stopping.Token));
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or ObjectDisposedException or SocketException)
        {
            // That is how it ends.
        }
    }

    private async Task PassAsync(Socket caller)
    {
        using (caller)
        {
            using var node = await ConnectAsync();
            if (node is null)
            {
                return;
            }

            caller.NoDelay = node.NoDelay = true;
            await Task.WhenAny(CopyAsync(caller, node), CopyAsync(node, caller));
        }
    }

    private async Task<Socket?> ConnectAsync()
    {
        var first = Interlocked.Increment(ref _next);
        for (var index = 0; index < _nodes.Count; index++)
        {
            var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            try
            {
                await socket.ConnectAsync(IPAddress.Loopback, _nodes[((first & int.MaxValue) + index) % _nodes.Count].Port, _stopping.Token);
                return socket;
            }
            catch (Exception exception) when (exception is SocketException or OperationCanceledException)
            {
                socket.Dispose(); // the next one
            }
        }

        return null;
    }

    private static async Task CopyAsync(Socket from, Socket to)
    {
        var buffer = new byte[16_384];
        try
        {
            while (await from.ReceiveAsync(buffer) is > 0 and var count)
            {
                for (var sent = 0; sent < count;)
                {
                    sent += await to.SendAsync(buffer.AsMemory(sent, count - sent));
                }
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // One of the two is gone.
        }
    }
}
