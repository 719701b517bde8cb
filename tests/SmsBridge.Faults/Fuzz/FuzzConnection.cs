using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace SmsBridge.Faults.Fuzz;

/// <param name="Status">0: none came.</param>
/// <param name="Head">Status line and headers.</param>
/// <param name="Said">Of a refusal: what of the body came with them.</param>
internal readonly record struct FuzzAnswer(int Status, string Head, bool TimedOut, string Said = "")
{
    /// <summary>A registration that is asked to come back: after three wrong tokens no more of them are tried at a provider.</summary>
    public bool IsPutOff => Status == 503 && Said.Contains("It can not be checked now", StringComparison.Ordinal);
}

/// <summary>One connection at a time to the bridge, kept as long as requests leave it usable.</summary>
/// <param name="source">The address it comes from; null: whichever the system takes.</param>
internal sealed class FuzzConnection(IPEndPoint bridge, IPAddress? source = null) : IDisposable
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(30);

    private readonly byte[] _buffer = new byte[64 * 1024];
    private Socket? _socket;

    public async Task<FuzzAnswer> SendAsync(RawRequest request, CancellationToken cancellationToken)
    {
        using var late = new CancellationTokenSource(LongestWait, TimeProvider.System);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
        try
        {
            if (!request.IsWhole || _socket is null)
            {
                await ConnectAsync(either.Token);
            }

            var answer = await ExchangeAsync(request, either.Token);
            if (answer.Status == 0 && request.IsWhole)
            {
                await ConnectAsync(either.Token); // the connection kept may have been closed just then
                answer = await ExchangeAsync(request, either.Token);
            }

            if (!request.IsWhole || answer.Status is 0 or >= 400)
            {
                Close();
            }

            return answer;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            Close();
            return new FuzzAnswer(0, "", TimedOut: true);
        }
    }

    public void Dispose() => Close();

    private async Task ConnectAsync(CancellationToken cancellationToken)
    {
        Close();
        _socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp)
        {
            NoDelay = true,
            LingerState = new LingerOption(enable: true, seconds: 0), // hundreds of thousands of closed ones must not use up the ports
        };
        if (source is not null)
        {
            _socket.Bind(new IPEndPoint(source, 0));
        }

        await _socket.ConnectAsync(bridge, cancellationToken);
    }

    private async Task<FuzzAnswer> ExchangeAsync(RawRequest request, CancellationToken cancellationToken)
    {
        try
        {
            // A refusal may come, and the connection be closed, before all has been sent: so both at the same time.
            var sending = TrySendAsync(request, cancellationToken);
            var answer = await ReceiveAsync(hasBody: !request.Bytes.AsSpan().StartsWith("HEAD "u8), cancellationToken);
            await sending;
            return answer;
        }
        catch (SocketException)
        {
            return default; // cut off: allowed where the request was no request
        }
    }

    private async Task TrySendAsync(RawRequest request, CancellationToken cancellationToken)
    {
        try
        {
            for (var sent = 0; sent < request.Bytes.Length;)
            {
                sent += await _socket!.SendAsync(request.Bytes.AsMemory(sent), SocketFlags.None, cancellationToken);
            }

            if (!request.IsWhole)
            {
                _socket!.Shutdown(SocketShutdown.Send);
            }
        }
        catch (SocketException)
        {
            // Closed by the bridge: what counts is its answer.
        }
    }

    /// <param name="hasBody">False: the answer to HEAD tells a length and has none of it.</param>
    private async Task<FuzzAnswer> ReceiveAsync(bool hasBody, CancellationToken cancellationToken)
    {
        var (length, end) = (0, -1);
        while (end < 0)
        {
            var read = length == _buffer.Length ? 0 : await _socket!.ReceiveAsync(_buffer.AsMemory(length), SocketFlags.None, cancellationToken);
            if (read == 0)
            {
                return default;
            }

            length += read;
            end = _buffer.AsSpan(0, length).IndexOf("\r\n\r\n"u8);
        }

        var head = Encoding.Latin1.GetString(_buffer, 0, end + 2);
        _ = int.TryParse(head.AsSpan("HTTP/1.1 ".Length, Math.Min(3, head.Length - "HTTP/1.1 ".Length)), NumberStyles.None, CultureInfo.InvariantCulture, out var status);
        if (status == 100)
        {
            _buffer.AsSpan(end + 4, length - end - 4).CopyTo(_buffer);
        }

        if (status < 400 && (status == 100 || !hasBody || !await SkipBodyAsync(head, length - end - 4, cancellationToken)))
        {
            Close(); // its end can not be told: do not take the rest for the next answer
        }

        return new FuzzAnswer(status, head, TimedOut: false, status < 500 ? "" : Encoding.UTF8.GetString(_buffer, end + 4, length - end - 4));
    }

    /// <returns>False when the connection can not be used on.</returns>
    private async Task<bool> SkipBodyAsync(string head, int got, CancellationToken cancellationToken)
    {
        const string Length = "Content-Length: ";
        var at = head.IndexOf(Length, StringComparison.OrdinalIgnoreCase);
        if (at < 0 || head.Contains("Connection: close", StringComparison.OrdinalIgnoreCase))
        {
            return false;
        }

        var from = at + Length.Length;
        var left = int.Parse(head.AsSpan(from, head.IndexOf('\r', from) - from), NumberStyles.None, CultureInfo.InvariantCulture) - got;
        while (left > 0)
        {
            var read = await _socket!.ReceiveAsync(_buffer.AsMemory(0, Math.Min(left, _buffer.Length)), SocketFlags.None, cancellationToken);
            if (read == 0)
            {
                return false;
            }

            left -= read;
        }

        return left == 0;
    }

    private void Close()
    {
        _socket?.Dispose();
        _socket = null;
    }
}
