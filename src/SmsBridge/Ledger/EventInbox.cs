using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using SmsBridge.Store;

namespace SmsBridge.Ledger;

/// <summary>The way into <c>event</c> and <c>event_type</c>: append what came in, hand it to the outbox.</summary>
internal sealed class EventInbox(Database database, EventTypeCodes codes, EventNumbers numbers)
{
    private const int MostIdleOperations = 1_024;

    private readonly ConcurrentQueue<AppendEvent> _idle = [];

    /// <summary>Stores a hook. When this returns, it is on disk.</summary>
    /// <exception cref="StoreUnavailableException">It could not be stored; nothing was.</exception>
    public ValueTask<StoredEvent> AppendAsync(in NewEvent newEvent)
    {
        if (!_idle.TryDequeue(out var operation))
        {
            operation = new AppendEvent(codes, numbers);
        }

        operation.Reset();
        operation.Fill(newEvent);
        return WriteAsync(operation); // apart, so that the event is not copied into a state machine
    }

    /// <summary>Stores what came in one call in one commit, in that order. When this returns, all of it is on disk.</summary>
    /// <exception cref="StoreUnavailableException">It could not be stored; nothing was.</exception>
    public ValueTask<StoredEvent[]> AppendAllAsync(IReadOnlyList<NewEvent> newEvents) => database.WriteAsync(new AppendEvents(Parts(newEvents)));

    /// <summary>Stores a hook that stands for many payments, and an event for each of them, in one commit. When this returns, all of it is on disk.</summary>
    /// <exception cref="StoreUnavailableException">It could not be stored; nothing was.</exception>
    public ValueTask<StoredSheet> AppendSheetAsync(in NewEvent sheet, IReadOnlyList<NewEvent> payments) => database.WriteAsync(new AppendSheet(sheet, payments, Made));

    /// <summary>For an operation that appends some of them within its own transaction.</summary>
    /// <param name="whenStored">Once they are on disk.</param>
    public EventParts Prepare(IReadOnlyList<NewEvent> newEvents, Action? whenStored = null) => new(Parts(newEvents), whenStored);

    private AppendEvent[] Parts(IReadOnlyList<NewEvent> newEvents) => [.. newEvents.Select(Made)];

    private AppendEvent Made(NewEvent newEvent)
    {
        var one = new AppendEvent(codes, numbers);
        one.Fill(newEvent);
        return one;
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<StoredEvent> WriteAsync(AppendEvent operation)
    {
        try
        {
            return await database.WriteAsync(operation);
        }
        finally
        {
            operation.Clear();
            if (_idle.Count < MostIdleOperations)
            {
                _idle.Enqueue(operation);
            }
        }
    }

    /// <summary>What came in lately and what waits from before, to take from inside the caller's transaction.</summary>
    public static InboxSorting Sort(WriteSession session) => new(
        session.Statements(static session => new PendingStatements(session)), session.Dialect.Arrived > 1);

    /// <summary>Takes one waiting event out of the inbox, inside the caller's transaction; null: it does not wait there.</summary>
    public static PendingEvent? TakeOne(WriteSession session, long tenantId, long eventId) => session.QueryFirst<PendingEvent>("""
        UPDATE event SET pending = NULL
        WHERE id = @eventId AND tenant_id = @tenantId AND EXISTS (SELECT 1 FROM waiting_event WHERE id = @eventId)
        RETURNING id AS Id, type_id AS TypeId, received_at AS ReceivedAt, resource_id AS ResourceId, client_id AS ClientId, loan_id AS LoanId, happened_at AS HappenedAt
        """, new { tenantId, eventId });
}

/// <summary>An accepted event as the outbox takes it over.</summary>
internal sealed record PendingEvent
{
    public required long Id { get; init; }

    public long TenantId { get; init; }

    public required long TypeId { get; init; }

    public required long ReceivedAt { get; init; }

    /// <inheritdoc cref="NewEvent.HappenedAt"/>
    public long? HappenedAt { get; init; }

    /// <summary>From when on its message waits.</summary>
    public long QueuedAt => HappenedAt ?? ReceivedAt;

    public long? ResourceId { get; init; }

    public long? ClientId { get; init; }

    public long? LoanId { get; init; }
}
