using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace SmsBridge.Faults.Hostile;

/// <summary>All of 127.0.0.0/8 is this machine: who comes from another address there is another caller to the bridge.</summary>
internal static class Networks
{
    /// <summary>Where the honest cores are.</summary>
    public static readonly IPAddress Cores = IPAddress.Parse("127.0.1.1");

    /// <summary>Where the operator is whose session is misused.</summary>
    public static readonly IPAddress Operator = IPAddress.Parse("127.0.2.1");

    /// <summary>One of as many strangers as there are numbers.</summary>
    public static IPAddress Stranger(int number) =>
        IPAddress.Parse(string.Create(CultureInfo.InvariantCulture, $"127.66.{number / 250 % 250}.{1 + (number % 250)}"));

    /// <summary>A socket that comes from there and, when it is closed, leaves no trace in the system's tables.</summary>
    public static Socket From(IPAddress address)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp)
        {
            NoDelay = true,
            LingerState = new LingerOption(enable: true, seconds: 0),
        };
        socket.Bind(new IPEndPoint(address, 0));
        return socket;
    }

    /// <summary>As a core's client: a connection for each request, and ten seconds for it (fineract-hooks.md 2).</summary>
    public static HttpClient CoresHttp() => new(new SocketsHttpHandler
    {
        UseProxy = false, AllowAutoRedirect = false, UseCookies = false, PooledConnectionLifetime = TimeSpan.Zero,
        ConnectCallback = async (context, cancellationToken) =>
        {
            var socket = From(Cores);
            try
            {
                await socket.ConnectAsync(context.DnsEndPoint, cancellationToken);
                return new NetworkStream(socket, ownsSocket: true);
            }
            catch
            {
                socket.Dispose();
                throw;
            }
        },
    })
    {
        Timeout = TimeSpan.FromSeconds(10),
    };
}
