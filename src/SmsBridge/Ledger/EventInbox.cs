using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using SmsBridge.Messages;
using SmsBridge.Store;

namespace SmsBridge.Ledger;

/// <summary>Sole writer of <c>event</c> and <c>event_type</c>: append what came in, hand it to the outbox.</summary>
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
        RETURNING id AS Id, type_id AS TypeId, received_at AS ReceivedAt, resource_id AS ResourceId, client_id AS ClientId, loan_id AS LoanId
        """, new { tenantId, eventId });
}

/// <summary>An accepted event as the outbox takes it over.</summary>
internal sealed record PendingEvent
{
    public required long Id { get; init; }

    public long TenantId { get; init; }

    public required long TypeId { get; init; }

    public required long ReceivedAt { get; init; }

    public long? ResourceId { get; init; }

    public long? ClientId { get; init; }

    public long? LoanId { get; init; }
}

/// <summary>
/// The write of the hottest path: one event into the inbox. The unique index decides what is a repeat, so that two hooks of one
/// transaction can not both be accepted, however close they come.
/// </summary>
internal sealed class AppendEvent(EventTypeCodes codes, EventNumbers numbers) : PooledOperation<StoredEvent>
{
    private NewEvent _event;
    private long _typeId;
    private bool _isNewCode;

    public void Fill(in NewEvent newEvent) => _event = newEvent;

    /// <summary>Drops the references a pooled instance would keep alive.</summary>
    public void Clear() => _event = default;

    internal override long? HookOf => _event.TenantId;

    /// <summary>The unique index decides, and waits for another node that is about to insert the same; only what has no natural key is looked for first.</summary>
    internal override bool Decides => _event.Digest is not null || !codes.TryGet(_event.Type, out _);

    internal override void Execute(WriteSession session)
    {
        var statements = session.Statements(static session => new AppendEventStatements(session, session.Dialect.Arrived));
        _isNewCode = !codes.TryGet(_event.Type, out _typeId);
        if (_isNewCode)
        {
            _typeId = EventTypeCodes.GetOrAdd(session, _event.Type, _event.TenantId);
        }

        if (_typeId == 0 && _isNewCode)
        {
            Result = new StoredEvent(statements.Insert(Unnamed, _typeId, numbers.Least)!.Value, TwinId: null);
            return;
        }

        if (_event.Digest is { } digest && statements.FindByDigest(_event.TenantId, digest, _event.DigestSince, DigestUntil) is { } digestTwin)
        {
            Result = StoreRepeat(statements, digestTwin);
            return;
        }

        Result = statements.Insert(_event, _typeId, numbers.Least) is { } id
            ? new StoredEvent(id, TwinId: null)
            : StoreRepeat(statements, statements.FindByResource(_event.TenantId, _typeId, _event.ResourceId!.Value));
    }

    /// <summary>Never an accepted one: those types have a code whatever is sent. Its name stands in the detail, for people.</summary>
    private NewEvent Unnamed => _event with { Detail = $"{_event.Type}: listed without its name, as this tenant has no names of its own left." };

    /// <summary>As far ahead as back: two that come at once may be stored in either order, but one from the time before a clock was set back is no twin.</summary>
    private long DigestUntil => _event.ReceivedAt + (_event.ReceivedAt - _event.DigestSince);

    internal override void Complete()
    {
        if (_isNewCode)
        {
            codes.Remember(_event.Type, _typeId);
        }

        numbers.Stored(Result.Id);
        base.Complete();
    }

    private StoredEvent StoreRepeat(AppendEventStatements statements, long twinId)
    {
        // The twin keeps the body; the repeat only says that it came. Without the digest, so that looking for twins does not slow down with repeats.
        var repeat = _event with { Verdict = Verdict.Duplicate, Reason = Reasons.Repeated, Body = null, Text = null, MobileNo = null, Digest = null };
        return new StoredEvent(statements.Insert(repeat, _typeId, numbers.Least, twinId)!.Value, twinId);
    }
}
