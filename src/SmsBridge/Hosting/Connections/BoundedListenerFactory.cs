using System.Net;
using Microsoft.AspNetCore.Connections;

namespace SmsBridge.Hosting.Connections;

/// <summary>
/// The server's sockets, with a bound: so many connections as the <see cref="ConnectionTable"/> has room for are accepted, whoever they come from and whatever they send.
/// </summary>
internal sealed class BoundedListenerFactory(IConnectionListenerFactory inner, ConnectionTable table, TimeProvider time) : IConnectionListenerFactory, IConnectionListenerFactorySelector
{
    public bool CanBind(EndPoint endpoint) => inner is not IConnectionListenerFactorySelector selector || selector.CanBind(endpoint);

    public async ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default) =>
        new Listener(await inner.BindAsync(endpoint, cancellationToken), table, time);

    private sealed class Listener(IConnectionListener inner, ConnectionTable table, TimeProvider time) : IConnectionListener
    {
        private readonly CancellationTokenSource _unbound = new();

        public EndPoint EndPoint => inner.EndPoint;

        public async ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default)
        {
            while (await HasRoomAsync(cancellationToken) && await inner.AcceptAsync(cancellationToken) is { } accepted)
            {
                var connection = new TrackedConnection(accepted, table, time);
                if (table.TryAdd(connection))
                {
                    return connection;
                }

                accepted.Abort(new ConnectionAbortedException("Its address has its share of connections."));
                await accepted.DisposeAsync();
            }

            return null;
        }

        public ValueTask UnbindAsync(CancellationToken cancellationToken = default)
        {
            _unbound.Cancel();
            return inner.UnbindAsync(cancellationToken);
        }

        public ValueTask DisposeAsync()
        {
            _unbound.Dispose();
            return inner.DisposeAsync();
        }

        /// <returns>False: nobody listens any more.</returns>
        private async ValueTask<bool> HasRoomAsync(CancellationToken cancellationToken)
        {
            using var either = CancellationTokenSource.CreateLinkedTokenSource(_unbound.Token, cancellationToken);
            try
            {
                await table.RoomAsync(either.Token);
                return true;
            }
            catch (OperationCanceledException) when (_unbound.IsCancellationRequested)
            {
                return false;
            }
        }
    }
}
