using System.Buffers.Text;
using System.Net;
using System.Net.Sockets;

namespace SmsBridge.Bench;

/// <summary>What one measurement saw.</summary>
/// <param name="Refused">Answers other than the good one.</param>
internal sealed record LoadResult(double PerSecond, TimeSpan P50, TimeSpan P99, long Answered, long Refused);

/// <summary>
/// Keeps a number of connections busy, one request at a time on each, for a bounded time. Raw sockets and no allocation per request, so
/// that most of the machine is left to the server.
/// </summary>
internal sealed class LoadGenerator(IPEndPoint server, Func<long, byte[], int> writeRequest)
{
    private const int RequestSize = 4_096;
    private const int AnswerSize = 4_096;

    private long _next;

    /// <summary>Numbers given to <c>writeRequest</c> so far; each request gets its own.</summary>
    public long Issued => Interlocked.Read(ref _next);

    /// <summary>Posts so many, then stops; at most two minutes.</summary>
    public Task<LoadResult> PostAsync(int connections, int count, CancellationToken cancellationToken)
    {
        var last = Issued + count;
        return RunAsync(connections, TimeSpan.FromMinutes(2), () => Issued < last, cancellationToken);
    }

    public Task<LoadResult> RunAsync(int connections, TimeSpan length, CancellationToken cancellationToken) =>
        RunAsync(connections, length, static () => true, cancellationToken);

    /// <summary>The status of a good answer.</summary>
    public int Success { get; init; } = StatusCodes.Status200OK;

    /// <summary>A connection that may not go on waits instead of ending.</summary>
    public bool Hold { get; init; }

    /// <param name="mayGo">Asked before each request.</param>
    public async Task<LoadResult> RunAsync(int connections, TimeSpan length, Func<bool> mayGo, CancellationToken cancellationToken)
    {
        var clock = TimeProvider.System;
        var start = clock.GetTimestamp();
        var workers = await Task.WhenAll(Enumerable.Range(0, connections).Select(_ => Task.Run(() => WorkAsync(start, length, mayGo, cancellationToken), cancellationToken)));
        var elapsed = clock.GetElapsedTime(start);
        var latencies = workers.SelectMany(worker => worker.Latencies).Order().ToArray();
        return new LoadResult(
            latencies.Length / elapsed.TotalSeconds,
            At(latencies, 0.50),
            At(latencies, 0.99),
            latencies.Length,
            workers.Sum(worker => worker.Refused));
    }

    private async Task<(List<TimeSpan> Latencies, long Refused)> WorkAsync(
        long start, TimeSpan length, Func<bool> mayGo, CancellationToken cancellationToken)
    {
        var clock = TimeProvider.System;
        var latencies = new List<TimeSpan>(100_000);
        var refused = 0L;
        var (request, answer) = (new byte[RequestSize], new byte[AnswerSize]);
        using var socket = new Socket(server.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(server, cancellationToken);
        while (clock.GetElapsedTime(start) < length)
        {
            if (!mayGo())
            {
                if (!Hold)
                {
                    break;
                }

                await Task.Delay(TimeSpan.FromMilliseconds(2), clock, cancellationToken);
                continue;
            }

            var sentAt = clock.GetTimestamp();
            var size = writeRequest(Interlocked.Increment(ref _next), request);
            await socket.SendAsync(request.AsMemory(0, size), cancellationToken);
            refused += await ReadAnswerAsync(socket, answer, cancellationToken) == Success ? 0 : 1;
            latencies.Add(clock.GetElapsedTime(sentAt));
        }

        return (latencies, refused);
    }

    /// <summary>Reads one answer with a Content-Length; returns its status.</summary>
    private static async ValueTask<int> ReadAnswerAsync(Socket socket, byte[] buffer, CancellationToken cancellationToken)
    {
        var filled = 0;
        while (true)
        {
            var read = await socket.ReceiveAsync(buffer.AsMemory(filled), cancellationToken);
            if (read == 0)
            {
                throw new IOException("The server closed the connection.");
            }

            filled += read;
            if (IsComplete(buffer.AsSpan(0, filled), out var status))
            {
                return status;
            }
        }
    }

    private static bool IsComplete(ReadOnlySpan<byte> answer, out int status)
    {
        status = 0;
        var head = answer.IndexOf("\r\n\r\n"u8);
        if (head < 0)
        {
            return false;
        }

        status = ((answer[9] - '0') * 100) + ((answer[10] - '0') * 10) + answer[11] - '0';
        var lengthAt = answer[..head].IndexOf("Content-Length: "u8);
        if (lengthAt < 0)
        {
            return answer.EndsWith("0\r\n\r\n"u8); // chunked: an error's answer
        }

        return Utf8Parser.TryParse(answer[(lengthAt + "Content-Length: ".Length)..], out int length, out _) && answer.Length >= head + 4 + length;
    }

    private static TimeSpan At(TimeSpan[] ordered, double share) =>
        ordered.Length == 0 ? TimeSpan.Zero : ordered[Math.Min(ordered.Length - 1, (int)(ordered.Length * share))];
}
