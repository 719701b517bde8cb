using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Threading.Channels;
using Amqp;
using Amqp.Framing;
using Amqp.Handler;
using EventId = Amqp.Handler.EventId;

namespace SmsBridge.Intake.Events.Amqp;

/// <summary>A message as it came.</summary>
/// <param name="Room">What it takes of <see cref="AmqpRoom"/> until it is settled.</param>
internal readonly record struct AmqpArrival(Message Message, int Room);

/// <summary>One connection to a broker, and on it one receiver. A broker hands over no more than it was given credit for, and gets new credit for what was settled.</summary>
internal sealed class AmqpLink : IAsyncDisposable
{
    /// <summary>Messages that a broker hands over before they are settled: all of them are in memory, as far as <see cref="AmqpRoom"/> has room.</summary>
    internal const int MostAhead = 100;

    /// <summary>How long a server is waited for.</summary>
    private static readonly TimeSpan Patient = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(3);

    private readonly Channel<AmqpArrival> _came = Channel.CreateUnbounded<AmqpArrival>(new UnboundedChannelOptions { SingleReader = true, SingleWriter = true });
    private readonly SocketKeeper _socket = new();
    private readonly AmqpRoom _room = new();
    private Connection? _connection;
    private ReceiverLink? _receiver;

    private AmqpLink()
    {
    }

    /// <summary>Connects to the first server that lets us, and attaches; nothing is handed over yet.</summary>
    /// <param name="container">By what the broker knows us.</param>
    /// <exception cref="Exception">One that <see cref="IsTrouble"/> knows: of the last server.</exception>
    public static async Task<AmqpLink> OpenAsync(AmqpPlace place, Source source, string container, TimeProvider time, CancellationToken cancellationToken)
    {
        var servers = place.Servers.ToArray();
        foreach (var server in servers[..^1])
        {
            try
            {
                return await OpenAsync(place, server, source, container, time, cancellationToken);
            }
            catch (Exception exception) when (IsTrouble(exception) && !cancellationToken.IsCancellationRequested)
            {
                // the next one
            }
        }

        return await OpenAsync(place, servers[^1], source, container, time, cancellationToken);
    }

    /// <summary>What a broker, or the way to it, brings about.</summary>
    public static bool IsTrouble(Exception exception) =>
        exception is AmqpException or SocketException or IOException or AuthenticationException or TimeoutException or OperationCanceledException or ObjectDisposedException or CryptographicException
            or UnauthorizedAccessException or InvalidOperationException { Source: "Amqp.Net" };

    /// <summary>Lets the broker hand over what it has.</summary>
    public void Start(int maxBatch) => _receiver!.Start(Math.Min(maxBatch, MostAhead), (_, message) => _came.Writer.TryWrite(new AmqpArrival(message, _room.Enter())));

    /// <returns>When there is something to take.</returns>
    /// <exception cref="Exception">The link has ended, with what <see cref="IsTrouble"/> knows.</exception>
    public async ValueTask WaitAsync(CancellationToken cancellationToken) => await _came.Reader.WaitToReadAsync(cancellationToken);

    public bool TryTake(out AmqpArrival arrival) => _came.Reader.TryRead(out arrival);

    /// <summary>Tells the broker that it is done with: it forgets it.</summary>
    public void Accept(AmqpArrival arrival)
    {
        _room.Leave(arrival.Room);
        _receiver!.Accept(arrival.Message);
    }

    /// <summary>What was not settled the broker hands over again. The link itself is not closed: of a subscription that would be the end.</summary>
    public async ValueTask DisposeAsync()
    {
        _room.Dispose(); // or who reads would wait there, and not hear the broker's farewell
        try
        {
            if (_connection is { IsClosed: false } connection)
            {
                await Task.Run(() => connection.Close(Farewell)); // it waits for the answer
            }
        }
        catch (Exception exception) when (IsTrouble(exception))
        {
            // it is gone as well
        }
        finally
        {
            _socket.Dispose();
        }
    }

    private static async Task<AmqpLink> OpenAsync(AmqpPlace place, AmqpServer server, Source source, string container, TimeProvider time, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(Patient, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        var link = new AmqpLink();
        try
        {
            await link.ConnectAsync(place, server, container, either.Token);
            await link.AttachAsync(place.Subscription, source, either.Token);
            return link;
        }
        catch (OperationCanceledException exception) when (patience.IsCancellationRequested)
        {
            await link.DisposeAsync();
            throw new TimeoutException($"{server} does not answer", exception);
        }
        catch
        {
            await link.DisposeAsync();
            throw;
        }
    }

    /// <summary>The library heeds a cancellation only before TLS and sign-in: who hangs there is left by closing the socket.</summary>
    private async Task ConnectAsync(AmqpPlace place, AmqpServer server, string container, CancellationToken cancellationToken)
    {
        var factory = place.ToFactory(container);
        factory.BufferManager = _room;
        _connection = await factory.CreateAsync(place.ToAddress(server), cancellationToken, _socket).WaitAsync(cancellationToken);
    }

    private async Task AttachAsync(string name, Source source, CancellationToken cancellationToken)
    {
        var answered = new TaskCompletionSource<Attach>(TaskCreationOptions.RunContinuationsAsynchronously);
        _receiver = new ReceiverLink(new Session(_connection), name, new Attach { Source = source, Target = new Target(), SndSettleMode = SenderSettleMode.Unsettled }, (_, answer) => answered.TrySetResult(answer));
        _receiver.AddClosedCallback((_, error) =>
        {
            var ended = new AmqpException(error ?? new Error(ErrorCode.DetachForced) { Description = "The broker ended the link." });
            answered.TrySetException(ended);
            _came.Writer.TryComplete(ended);
        });
        if ((await answered.Task.WaitAsync(cancellationToken)).Source is null) // refused: why comes with the end
        {
            await _came.Reader.Completion.WaitAsync(cancellationToken);
        }
    }

    /// <summary>Knows the socket, which the library does not hand out.</summary>
    private sealed class SocketKeeper : IHandler, IDisposable
    {
        private volatile Socket? _socket;
        private volatile bool _isOver;

        public bool CanHandle(EventId id) => id == EventId.SocketConnect;

        public void Handle(Event protocolEvent)
        {
            _socket = (Socket)protocolEvent.Context;
            if (_isOver)
            {
                _socket.Dispose();
            }
        }

        public void Dispose()
        {
            _isOver = true;
            _socket?.Dispose();
        }
    }
}
