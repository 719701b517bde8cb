using System.Globalization;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;

namespace SmsBridge.Tests.Dialects;

/// <summary>An answer as it came over the wire.</summary>
/// <param name="Version"><c>HTTP/1.1</c> or <c>HTTP/1.0</c>.</param>
internal sealed record WireAnswer(string Version, int Status, IReadOnlyDictionary<string, string> Headers, string Body);

/// <summary>A socket that sends exactly the bytes it is given and reads answers by hand.</summary>
internal sealed class Wire : IAsyncDisposable
{
    private readonly Stream _stream;
    private readonly byte[] _one = new byte[1];

    private Wire(Stream stream) => _stream = stream;

    public static async Task<Wire> ConnectAsync(Uri to, RemoteCertificateValidationCallback trust, CancellationToken cancellationToken)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(IPAddress.Loopback, to.Port, cancellationToken);
        var stream = new NetworkStream(socket, ownsSocket: true);
        if (to.Scheme == Uri.UriSchemeHttp)
        {
            return new Wire(stream);
        }

        var tls = new SslStream(stream, leaveInnerStreamOpen: false, trust);
        await tls.AuthenticateAsClientAsync("127.0.0.1");
        return new Wire(tls);
    }

    public Task SendAsync(string text) => SendAsync(Encoding.UTF8.GetBytes(text));

    public async Task SendAsync(ReadOnlyMemory<byte> bytes)
    {
        await _stream.WriteAsync(bytes, TestContext.Current.CancellationToken);
        await _stream.FlushAsync(TestContext.Current.CancellationToken);
    }

    public async Task<WireAnswer> ReadAsync()
    {
        var status = (await ReadLineAsync()).Split(' ', 3);
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        while (await ReadLineAsync() is { Length: > 0 } line)
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            headers[line[..colon]] = line[(colon + 1)..].Trim();
        }

        var code = int.Parse(status[1], CultureInfo.InvariantCulture);
        var body = code is 100 or 204 or 304 ? "" : Encoding.UTF8.GetString(await ReadBodyAsync(headers));
        return new WireAnswer(status[0], code, headers, body);
    }

    /// <summary>True when the other side closes without another byte.</summary>
    public async Task<bool> IsClosedAsync() => await _stream.ReadAsync(_one, TestContext.Current.CancellationToken) == 0;

    public ValueTask DisposeAsync() => _stream.DisposeAsync();

    private async Task<byte[]> ReadBodyAsync(Dictionary<string, string> headers)
    {
        using var body = new MemoryStream();
        if (headers.TryGetValue("Content-Length", out var length))
        {
            await CopyAsync(body, int.Parse(length, CultureInfo.InvariantCulture));
        }
        else if (headers.TryGetValue("Transfer-Encoding", out var encoding) && encoding == "chunked")
        {
            while (int.Parse(await ReadLineAsync(), NumberStyles.HexNumber, CultureInfo.InvariantCulture) is > 0 and var size)
            {
                await CopyAsync(body, size);
                await ReadLineAsync();
            }

            await ReadLineAsync();
        }
        else
        {
            await _stream.CopyToAsync(body, TestContext.Current.CancellationToken); // until it is closed
        }

        return body.ToArray();
    }

    private async Task CopyAsync(MemoryStream body, int count)
    {
        var bytes = new byte[count];
        await _stream.ReadExactlyAsync(bytes, TestContext.Current.CancellationToken);
        body.Write(bytes);
    }

    private async Task<string> ReadLineAsync()
    {
        var line = new StringBuilder();
        while (true)
        {
            if (await _stream.ReadAsync(_one, TestContext.Current.CancellationToken) == 0)
            {
                throw new EndOfStreamException($"Closed after: {line}");
            }

            if (_one[0] == '\n')
            {
                return line.ToString().TrimEnd('\r');
            }

            line.Append((char)_one[0]);
        }
    }
}
