using System.Buffers.Text;
using System.Net;
using System.Net.Sockets;

namespace SmsBridge.Bench;

/// <summary>
/// HTTP/1.1 straight on sockets, for stand-ins: what they cost is part of what both sides are measured with, so it should be little. Knows just
/// what the bridge, a bare loop and Kannel send: a head, perhaps a body with a length, one request at a time.
/// </summary>
internal sealed class RawServer(RawAnswer answer)
{
    private const int LargestRequest = 16 * 1024;
    private const int LargestBody = 64 * 1024; // a page of an audit trail

    private static readonly byte[] Later = [(byte)'.'];
    private static readonly byte[] HeadStart = "HTTP/1.1 "u8.ToArray();
    private static readonly byte[] HeadMiddle = " OK\r\nContent-Type: application/json\r\nContent-Length: "u8.ToArray();

    public async Task RunAsync(Uri url)
    {
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, url.Port));
        listener.Listen(512);
        while (true)
        {
            var connection = await listener.AcceptAsync();
            connection.NoDelay = true;
            _ = ServeAsync(connection);
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        var (request, response, body) = (new byte[LargestRequest], new byte[LargestBody + 256], new byte[LargestBody]);
        try
        {
            using (socket)
            {
                while (await ReadAsync(socket, request) is (var head and > 0, var whole))
                {
                    var reply = answer(request.AsSpan(0, head), request.AsSpan(head + 4, whole - head - 4), body);
                    if (reply.After > TimeSpan.Zero)
                    {
                        await Task.Delay(reply.After, TimeProvider.System);
                    }

                    await socket.SendAsync(response.AsMemory(0, Write(response, reply, body)));
                    if (reply.Later is { } later)
                    {
                        await later;
                        await socket.SendAsync(Later);
                    }
                }
            }
        }
        catch (SocketException)
        {
            // The other side has gone, as it does when a measurement ends.
        }
    }

    /// <returns>Length of the head and of all of it; 0 at the end of the connection.</returns>
    private static async ValueTask<(int Head, int Whole)> ReadAsync(Socket socket, byte[] buffer)
    {
        var filled = 0;
        while (filled < buffer.Length)
        {
            var read = await socket.ReceiveAsync(buffer.AsMemory(filled));
            if (read == 0)
            {
                return (0, 0);
            }

            filled += read;
            var head = buffer.AsSpan(0, filled).IndexOf("\r\n\r\n"u8);
            if (head >= 0 && filled >= head + 4 + BodyLength(buffer.AsSpan(0, head)))
            {
                return (head, filled);
            }
        }

        throw new SocketException((int)SocketError.MessageSize);
    }

    private static int BodyLength(ReadOnlySpan<byte> head)
    {
        var at = head.IndexOf("Content-Length: "u8);
        return at >= 0 && Utf8Parser.TryParse(head[(at + 16)..], out int length, out _) ? length : 0;
    }

    private static int Write(Span<byte> response, RawReply reply, ReadOnlySpan<byte> body)
    {
        var at = 0;
        Append(HeadStart, response, ref at);
        Utf8Formatter.TryFormat(reply.Status, response[at..], out var digits);
        at += digits;
        Append(HeadMiddle, response, ref at);
        Utf8Formatter.TryFormat(reply.Later is null ? reply.Length : Later.Length, response[at..], out digits);
        at += digits;
        Append("\r\n\r\n"u8, response, ref at);
        Append(body[..reply.Length], response, ref at);
        return at;
    }

    private static void Append(ReadOnlySpan<byte> what, Span<byte> target, ref int at)
    {
        what.CopyTo(target[at..]);
        at += what.Length;
    }
}

/// <summary>Answers a request; the answer's body, of at most 64 KB, goes into <paramref name="body"/>.</summary>
/// <param name="sent">The request's body.</param>
internal delegate RawReply RawAnswer(ReadOnlySpan<byte> head, ReadOnlySpan<byte> sent, Span<byte> body);

/// <param name="Length">Of the body.</param>
/// <param name="Later">Instead of a body: the head goes out now, and one byte when this is done.</param>
/// <param name="After">How long the way is.</param>
internal readonly record struct RawReply(int Status, int Length, Task? Later = null, TimeSpan After = default);
