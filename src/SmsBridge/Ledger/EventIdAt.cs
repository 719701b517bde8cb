using System.Data.Common;
using SmsBridge.Store;

namespace SmsBridge.Ledger;

/// <summary>From a time to the first event received then or later.</summary>
internal static class EventIdAt
{
    private static readonly IdAt Events = new("event", "received_at");

    /// <inheritdoc cref="IdAt.FirstAsync"/>
    public static Task<long> FirstAsync(DbConnection connection, DateTimeOffset time, CancellationToken cancellationToken) => Events.FirstAsync(connection, time, cancellationToken);
}
