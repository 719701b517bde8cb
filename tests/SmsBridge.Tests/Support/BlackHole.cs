using System.Net;
using System.Net.Sockets;

namespace SmsBridge.Tests.Support;

/// <summary>An address that takes no connection and refuses none, as one that is not routed: its queue is full and nobody accepts.</summary>
internal sealed class BlackHole : IAsyncDisposable
{
    private readonly List<Socket> _sockets = [];

    public static async Task<BlackHole> OpenAsync(IPAddress address, int port)
    {
        var hole = new BlackHole();
        var listener = hole.Add(new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp));
        listener.Bind(new IPEndPoint(address, port));
        listener.Listen(0);
        var first = hole.Add(new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp));
        await first.ConnectAsync(listener.LocalEndPoint!, TestContext.Current.CancellationToken); // the one place there is
        return hole;
    }

    public ValueTask DisposeAsync()
    {
        _sockets.ForEach(socket => socket.Dispose());
        return ValueTask.CompletedTask;
    }

    private Socket Add(Socket socket)
    {
        _sockets.Add(socket);
        return socket;
    }
}
