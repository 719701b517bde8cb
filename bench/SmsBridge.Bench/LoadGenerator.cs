using System.Buffers.Text;
using System.Net;
using System.Net.Sockets;

namespace SmsBridge.Bench;

/// <summary>What one measurement saw.</summary>
/// <param name="Refused">Answers other than the good one.</param>
internal sealed record LoadResult(double PerSecond, TimeSpan P50, TimeSpan P99, long Answered, long Refused)
{
    /// <summary>At most so many more were sent, but the end came before their answers.</summary>
    public int CutOff { get; init; }
}

/// <summary>As much as is answered, for a bounded time.</summary>
internal delegate Task<LoadResult> HookLoad(int connections, TimeSpan length, CancellationToken cancellationToken);

/// <summary>
/// Keeps a number of connections busy, one request at a time on each, for a bounded time. One thread, and next to no allocation, so that most of
/// the machine is left to the server.
/// </summary>
internal sealed class LoadGenerator(IPEndPoint server, Func<long, byte[], int> writeRequest)
{
    /// <summary>A server that does not answer for so long ends the measurement.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private long _next;

    /// <summary>Numbers given to <c>writeRequest</c> so far; each request gets its own.</summary>
    public long Issued => Interlocked.Read(ref _next);

    /// <summary>The status of a good answer.</summary>
    public int Success { get; init; } = StatusCodes.Status200OK;

    /// <summary>A connection that may not go on waits instead of ending.</summary>
    public bool Hold { get; init; }

    /// <summary>Posts so many, then stops; at most two minutes.</summary>
    public Task<LoadResult> PostAsync(int connections, int count, CancellationToken cancellationToken)
    {
        var last = Issued + count;
        return RunAsync(connections, TimeSpan.FromMinutes(2), () => Issued < last, cancellationToken);
    }

    public Task<LoadResult> RunAsync(int connections, TimeSpan length, CancellationToken cancellationToken) =>
        RunAsync(connections, length, static () => true, cancellationToken);

    /// <param name="mayGo">Asked before each request.</param>
    public Task<LoadResult> RunAsync(int connections, TimeSpan length, Func<bool> mayGo, CancellationToken cancellationToken) =>
        Task.Factory.StartNew(() => Run(connections, length, mayGo, cancellationToken), cancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    private LoadResult Run(int count, TimeSpan length, Func<bool> mayGo, CancellationToken cancellationToken)
    {
        using var epoll = new Epoll();
        var connections = new Connection[count];
        try
        {
            for (var index = 0; index < count; index++)
            {
                connections[index] = new Connection(server);
                epoll.Watch(connections[index].Handle, index);
            }

            return Drive(epoll, connections, length, mayGo, cancellationToken);
        }
        finally
        {
            Array.ForEach(connections, static connection => connection?.Dispose());
        }
    }

    private LoadResult Drive(Epoll epoll, Connection[] connections, TimeSpan length, Func<bool> mayGo, CancellationToken cancellationToken)
    {
        var clock = TimeProvider.System;
        var (start, request, ready) = (clock.GetTimestamp(), new byte[4_096], new int[connections.Length]);
        var (latencies, refused, inFlight, heard) = (new List<TimeSpan>(500_000), 0L, 0, start);
        var held = new Queue<Connection>(connections);
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            for (var left = held.Count; left > 0 && clock.GetElapsedTime(start) < length && mayGo(); left--)
            {
                Send(held.Dequeue());
            }

            if (inFlight == 0 && (clock.GetElapsedTime(start) >= length || !Hold))
            {
                break;
            }

            var count = epoll.Wait(ready, milliseconds: 2);
            for (var index = 0; index < count; index++)
            {
                var connection = connections[ready[index]];
                if (connection.Receive() is not { } status)
                {
                    continue;
                }

                inFlight--;
                refused += status == Success ? 0 : 1;
                heard = clock.GetTimestamp();
                latencies.Add(clock.GetElapsedTime(connection.SentAt, heard));
                if (clock.GetElapsedTime(start, heard) < length && mayGo())
                {
                    Send(connection);
                }
                else
                {
                    held.Enqueue(connection);
                }
            }

            if (inFlight > 0 && clock.GetElapsedTime(heard) > Patience)
            {
                throw new TimeoutException($"{inFlight} requests without an answer for {Patience.TotalSeconds:0} s.");
            }
        }

        var elapsed = clock.GetElapsedTime(start);
        latencies.Sort();
        return new LoadResult(latencies.Count / elapsed.TotalSeconds, At(latencies, 0.50), At(latencies, 0.99), latencies.Count, refused);

        void Send(Connection connection)
        {
            connection.SentAt = clock.GetTimestamp();
            heard = inFlight == 0 ? connection.SentAt : heard; // its patience begins now
            connection.Send(request.AsSpan(0, writeRequest(Interlocked.Increment(ref _next), request)));
            inFlight++;
        }
    }

    private static TimeSpan At(List<TimeSpan> ordered, double share) =>
        ordered.Count == 0 ? TimeSpan.Zero : ordered[Math.Min(ordered.Count - 1, (int)(ordered.Count * share))];

    /// <summary>One request at a time.</summary>
    private sealed class Connection : IDisposable
    {
        private readonly Socket _socket;
        private readonly byte[] _answer = new byte[4_096];
        private int _filled;

        public Connection(IPEndPoint server)
        {
            _socket = new Socket(server.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            _socket.Connect(server);
        }

        public SafeSocketHandle Handle => _socket.SafeHandle;

        public long SentAt { get; set; }

        public void Send(Span<byte> request) => Epoll.Send(Handle, request);

        /// <summary>The answer's status; null: it is not complete yet.</summary>
        public int? Receive()
        {
            var read = Epoll.Receive(Handle, _answer.AsSpan(_filled));
            if (read == 0)
            {
                throw new IOException("The server closed the connection.");
            }

            _filled += read;
            if (!IsComplete(_answer.AsSpan(0, _filled), out var status))
            {
                return null;
            }

            _filled = 0;
            return status;
        }

        public void Dispose() => _socket.Dispose();

        /// <summary>With a Content-Length, or chunked as an error's answer is.</summary>
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
            return lengthAt < 0 ? answer.EndsWith("0\r\n\r\n"u8)
                : Utf8Parser.TryParse(answer[(lengthAt + "Content-Length: ".Length)..], out int length, out _) && answer.Length >= head + 4 + length;
        }
    }
}
