using System.IO.Pipelines;
using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http.Features;
using SmsBridge.Web.Limits;

namespace SmsBridge.Hosting.Connections;

/// <summary>
/// A caller's connection of which is known whether it is idle: the server waits for bytes, and since when. That is seen at the socket's side of TLS and HTTP: a
/// time is written when the server begins to wait, and taken away when bytes were read. Nothing else is done per request.
/// </summary>
internal sealed class TrackedConnection : ConnectionContext
{
    private const long Busy = long.MaxValue;

    private static readonly TimeSpan Moment = TimeSpan.FromSeconds(1);

    private readonly ConnectionContext _inner;
    private readonly ConnectionTable _table;
    private readonly TimeProvider _time;
    private long _waitingSince;
    private volatile bool _hasSpoken;

    public TrackedConnection(ConnectionContext inner, ConnectionTable table, TimeProvider time)
    {
        (_inner, _table, _time) = (inner, table, time);
        _waitingSince = time.GetTimestamp(); // also where nobody has begun to read yet
        Address = (inner.RemoteEndPoint as IPEndPoint)?.Address;
        Network = ClientNetwork.Of(Address);
        inner.Transport = new WatchedPipe(new WatchedReader(inner.Transport.Input, this), inner.Transport.Output);
    }

    public IPAddress? Address { get; }

    public IPAddress Network { get; }

    /// <summary>Told to go: the table's own mark.</summary>
    public bool IsLeaving { get; set; }

    /// <summary>Anything at all came.</summary>
    public bool HasSpoken => _hasSpoken;

    /// <summary>Since when nothing comes; <see cref="long.MaxValue"/> while a request is in work.</summary>
    public long WaitingSince => Volatile.Read(ref _waitingSince);

    /// <summary>
    /// Nothing came for a while. There is a moment between two requests on one connection, and one between a connection and its first request: what was sent
    /// at once may not have been read yet.
    /// </summary>
    public bool IsIdle => IsWaiting && _time.GetElapsedTime(WaitingSince) >= Moment;

    public bool IsWaiting => WaitingSince != Busy;

    public override IDuplexPipe Transport
    {
        get => _inner.Transport;
        set => _inner.Transport = value;
    }

    public override string ConnectionId
    {
        get => _inner.ConnectionId;
        set => _inner.ConnectionId = value;
    }

    public override IFeatureCollection Features => _inner.Features;

    public override IDictionary<object, object?> Items
    {
        get => _inner.Items;
        set => _inner.Items = value;
    }

    public override CancellationToken ConnectionClosed
    {
        get => _inner.ConnectionClosed;
        set => _inner.ConnectionClosed = value;
    }

    public override EndPoint? LocalEndPoint
    {
        get => _inner.LocalEndPoint;
        set => _inner.LocalEndPoint = value;
    }

    public override EndPoint? RemoteEndPoint
    {
        get => _inner.RemoteEndPoint;
        set => _inner.RemoteEndPoint = value;
    }

    public override void Abort() => _inner.Abort();

    public override void Abort(ConnectionAbortedException abortReason) => _inner.Abort(abortReason);

    public override async ValueTask DisposeAsync()
    {
        try
        {
            await _inner.DisposeAsync();
            await base.DisposeAsync();
        }
        finally
        {
            _table.Remove(this);
        }
    }

    private void Wait() => Volatile.Write(ref _waitingSince, _time.GetTimestamp());

    private void Work()
    {
        if (!_hasSpoken)
        {
            _hasSpoken = true;
        }

        Volatile.Write(ref _waitingSince, Busy);
    }

    private sealed class WatchedPipe(PipeReader input, PipeWriter output) : IDuplexPipe
    {
        public PipeReader Input => input;

        public PipeWriter Output => output;
    }

    private sealed class WatchedReader(PipeReader inner, TrackedConnection connection) : PipeReader
    {
        public override ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default)
        {
            connection.Wait();
            return inner.ReadAsync(cancellationToken);
        }

        public override bool TryRead(out ReadResult result) => inner.TryRead(out result);

        public override void AdvanceTo(SequencePosition consumed)
        {
            connection.Work();
            inner.AdvanceTo(consumed);
        }

        public override void AdvanceTo(SequencePosition consumed, SequencePosition examined)
        {
            connection.Work();
            inner.AdvanceTo(consumed, examined);
        }

        public override void CancelPendingRead() => inner.CancelPendingRead();

        public override void Complete(Exception? exception = null) => inner.Complete(exception);

        public override ValueTask CompleteAsync(Exception? exception = null) => inner.CompleteAsync(exception);

        protected override ValueTask<ReadResult> ReadAtLeastAsyncCore(int minimumSize, CancellationToken cancellationToken)
        {
            connection.Wait();
            return inner.ReadAtLeastAsync(minimumSize, cancellationToken);
        }
    }
}
