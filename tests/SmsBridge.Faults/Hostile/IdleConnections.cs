using System.Net;
using System.Net.Sockets;
using System.Text;

namespace SmsBridge.Faults.Hostile;

/// <summary>Connects from many networks, and then says nothing, half of something, or nothing more.</summary>
internal sealed class IdleConnections(IPEndPoint bridge, HostileOptions options) : Attack("idle connections")
{
    private const int Workers = 4;
    private const int NetworkCount = 40;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(5);
    private static readonly byte[][] Words =
    [
        [],
        [],
        Encoding.ASCII.GetBytes("POST /modules/sms/ HTTP/1.1\r\nHost: x\r\n"),
        Encoding.ASCII.GetBytes("POST /modules/sms/ HTTP/1.1\r\nHost: x\r\nContent-Length: 4000\r\n\r\n{"),
        Encoding.ASCII.GetBytes("GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n"),
    ];

    /// <summary>Held open by all workers; more than the bridge may have at most, and fewer than this process may open.</summary>
    private int Most => Math.Min(Math.Min(options.Of(12_000), 3 * (options.Files ?? 20_000)), ProcessFigures.OwnMostFiles() / 2);

    public override Task RunAsync(CancellationToken stopping) => AtOnceAsync(Workers, index => ConnectAsync(index, stopping), stopping);

    private async Task ConnectAsync(int worker, CancellationToken stopping)
    {
        var held = new Queue<Socket>();
        try
        {
            for (var number = worker; ; number += Workers)
            {
                held.Enqueue(await OpenAsync(number, stopping));
                if (held.Count > Most / Workers)
                {
                    held.Dequeue().Dispose();
                }

                if (number / Workers % 4 == 0)
                {
                    await PauseAsync(Pause, stopping);
                }
            }
        }
        finally
        {
            foreach (var socket in held)
            {
                socket.Dispose();
            }
        }
    }

    private async Task<Socket> OpenAsync(int number, CancellationToken stopping)
    {
        var socket = Networks.From(Networks.Stranger(number % NetworkCount));
        try
        {
            await socket.ConnectAsync(bridge, stopping);
            await socket.SendAsync(Words[number / NetworkCount % Words.Length], SocketFlags.None, stopping);
            Count("connected");
        }
        catch (SocketException)
        {
            Count("turned away");
        }
        catch (OperationCanceledException)
        {
            socket.Dispose();
            throw;
        }

        return socket;
    }
}
