using System.Net;
using System.Net.Sockets;

namespace SmsBridge.Tests.Support;

/// <summary>
/// Handlers whose every connection is made and reset before a byte has gone over it, as when the other side dies with connections it has not taken yet.
/// The framework's handler then asks the socket for its other end and lets the socket's own exception through, unlike any other.
/// </summary>
internal sealed class ResetConnection : IHttpClientFactory, IHttpMessageHandlerFactory
{
    public static SocketsHttpHandler CreateHandler() => new() { UseProxy = false, ConnectCallback = (_, cancellationToken) => ConnectAsync(cancellationToken) };

    public HttpClient CreateClient(string name) => new(CreateHandler());

    HttpMessageHandler IHttpMessageHandlerFactory.CreateHandler(string name) => CreateHandler();

    private static async ValueTask<Stream> ConnectAsync(CancellationToken cancellationToken)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(listener.LocalEndpoint, cancellationToken);
        using (var accepted = await listener.AcceptSocketAsync(cancellationToken))
        {
            accepted.LingerState = new LingerOption(enable: true, seconds: 0); // closing resets
        }

        socket.Poll(Eventually.Deadline, SelectMode.SelectRead).ShouldBeTrue("the reset has come"); // to read it would tell the socket
        return new NetworkStream(socket, ownsSocket: true);
    }
}
