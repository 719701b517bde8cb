using System.Globalization;
using SmsBridge.Messages;
using SmsBridge.Store;

namespace SmsBridge.Ledger;

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

    /// <summary>Where it ended up, once it ran.</summary>
    internal StoredEvent Stored => Result;

    /// <summary>It is there, the first of its kind, and the relay will act on it.</summary>
    internal bool IsAccepted => _event.Verdict == Verdict.Accepted && Result is { Id: > 0, TwinId: null };

    internal override long? HookOf => _event.TenantId;

    /// <summary>The unique index decides, and waits for another node that is about to insert the same; only what has no natural key is looked for first.</summary>
    internal override bool Decides => _event is { Digest: not null, IsFirst: false } || !codes.TryGet(_event.Type, out _);

    /// <summary>What needs no more than the unique index.</summary>
    internal override IWriteSet? Set => _event is { InternalId: null, Digest: null } or { InternalId: null, IsFirst: true } && numbers.Least == 0 && codes.TryGet(_event.Type, out _) ? Together.Instance : null;

    internal override void Execute(WriteSession session)
    {
        var statements = Statements(session);
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

        if (_event is { Digest: { } digest, IsFirst: false } && statements.FindByDigest(_event.TenantId, digest, _event.DigestSince, DigestUntil) is { } digestTwin)
        {
            Result = StoreRepeat(statements, digestTwin);
            return;
        }

        if (_event is { InternalId: { } number, Digest: { } whole } && statements.FindErased(_event.TenantId, number, whole) is { } erased)
        {
            Result = StoreRepeat(statements, erased);
            return;
        }

        if (_event is { InternalId: { } internalId, Verdict: Verdict.Accepted } && statements.FindByInternalId(_event.TenantId, internalId) is { } earlier)
        {
            _event = _event with { Detail = string.Create(CultureInfo.InvariantCulture, $"The core used its number {internalId} before, for event {earlier} with another telephone number or text.") };
        }

        Settle(statements, statements.Insert(_event, _typeId, numbers.Least));
        if (_event.Sealed is { } code && IsAccepted)
        {
            CodeTexts.Take(session, new PendingEvent { Id = Result.Id, TenantId = _event.TenantId, TypeId = _typeId, ReceivedAt = _event.ReceivedAt }, code);
        }

        NoteTime(session);
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

    private static AppendEventStatements Statements(WriteSession session) =>
        session.Statements(static session => new AppendEventStatements(session, session.Dialect.Arrived));

    private void AddTo(AppendEventStatements statements)
    {
        _isNewCode = !codes.TryGet(_event.Type, out _typeId);
        statements.Add(_event, _typeId);
    }

    /// <param name="inserted">Null: an accepted event has this resource.</param>
    private void Settle(AppendEventStatements statements, long? inserted) =>
        Result = inserted is { } id
            ? new StoredEvent(id, TwinId: null)
            : StoreRepeat(statements, statements.FindByResource(_event.TenantId, _typeId, _event.ResourceId!.Value));

    private void NoteTime(WriteSession session)
    {
        if (_event.HappenedAt is { } happenedAt)
        {
            AppendEventStatements.NoteTime(session, Result.Id, happenedAt);
        }
    }

    private StoredEvent StoreRepeat(AppendEventStatements statements, long twinId)
    {
        // The twin keeps the body; the repeat only says that it came. Without the digest, so that looking for twins does not slow down with repeats.
        var repeat = _event with { Verdict = Verdict.Duplicate, Reason = Reasons.Repeated, Body = null, Text = null, MobileNo = null, Digest = null, InternalId = null, Sealed = null };
        return new StoredEvent(statements.Insert(repeat, _typeId, numbers.Least, twinId)!.Value, twinId);
    }

    /// <summary>Hooks that wait for the same commit, in the order they came.</summary>
    private sealed class Together : IWriteSet
    {
        public static readonly Together Instance = new();

        /// <inheritdoc/>
        public void Execute(WriteSession session, IReadOnlyList<WriteOperation> operations)
        {
            var statements = Statements(session);
            statements.Begin();
            foreach (var operation in operations)
            {
                ((AppendEvent)operation).AddTo(statements);
            }

            var ids = statements.InsertAdded();
            for (var index = 0; index < operations.Count; index++)
            {
                var append = (AppendEvent)operations[index];
                append.Settle(statements, ids[index]);
                append.NoteTime(session);
            }
        }
    }
}
