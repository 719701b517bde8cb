using SmsBridge.Ledger;
using SmsBridge.Store;

namespace SmsBridge.Intake.Events;

/// <summary>How much may be parked, as a bound on the disk: by messages, and by their bytes. A batch goes beyond the bytes when nothing is parked yet, or one that is larger would wait for ever.</summary>
internal sealed record ParkedRoom(long Messages, long Bytes)
{
    public bool Holds(ParkedSize parked, IReadOnlyCollection<ParkedMessage> more) =>
        parked.Messages + more.Count <= Messages && (parked.Messages == 0 || parked.Bytes + more.Sum(message => (long)message.Raw.Bytes.Length) <= Bytes);
}

/// <summary>The part of a batch that is set aside: what nobody can read must find room, or the batch waits; what is of unknown tenants finds room or is dropped.</summary>
internal sealed class SettingAside(IReadOnlyList<ParkedMessage> parked, ParkedRoom room)
{
    private const int MostOfNobody = 1_000;
    private const int MostBytesOfNobody = 16 * 1024 * 1024;

    /// <summary>For tenants that are not registered. It costs nobody else anything when it is full.</summary>
    private static readonly ParkedRoom OfNobody = new(MostOfNobody, MostBytesOfNobody);

    private readonly List<ParkedMessage> _unread = [.. parked.Where(message => !message.IsOfNobody)];
    private readonly List<ParkedMessage> _ofNobody = [.. parked.Where(message => message.IsOfNobody)];

    public bool HasRoom(WriteSession session) => _unread.Count == 0 || room.Holds(ExternalEventStatements.Parked(session, isOfNobody: false), _unread);

    /// <returns>How many were dropped.</returns>
    public int Execute(WriteSession session, DateTimeOffset now)
    {
        _unread.ForEach(message => ExternalEventStatements.Park(session, message, now));
        if (_ofNobody.Count == 0)
        {
            return 0;
        }

        var (size, kept) = (ExternalEventStatements.Parked(session, isOfNobody: true), 0);
        foreach (var message in _ofNobody.TakeWhile(message => OfNobody.Holds(size, [message])))
        {
            ExternalEventStatements.Park(session, message, now);
            size = new ParkedSize { Messages = size.Messages + 1, Bytes = size.Bytes + message.Raw.Bytes.Length };
            kept++;
        }

        return _ofNobody.Count - kept;
    }
}

/// <summary>One batch of a broker in one transaction: which events are new, those into the inbox, and what could not be read. Nothing of it is stored, or all.</summary>
internal sealed class StoreEvents(EventBatch batch, EventParts parts, SettingAside aside, DateTimeOffset now) : TaskOperation<StoredBatch>(completesTogether: false)
{
    /// <summary>Unique rows decide what is new, parked and seen before; how many are parked is a bound on the disk, not a promise.</summary>
    internal override bool Decides => parts.Decide;

    internal override void Execute(WriteSession session)
    {
        if (!aside.HasRoom(session))
        {
            parts.Execute(session, []);
            Result = new StoredBatch(HasRoom: false, 0, 0, []);
            return;
        }

        var areNew = ExternalEventStatements.Of(session).Remember(batch.Entries);
        var meant = Enumerable.Range(0, areNew.Count).Where(index => areNew[index]).ToList();
        parts.Execute(session, meant);
        var dropped = aside.Execute(session, now);
        Result = new StoredBatch(
            HasRoom: true, parts.CountAccepted, areNew.Count - parts.CountAccepted,
            [.. batch.Forms.Where(form => ExternalEventStatements.Note(session, form, now))], dropped);
    }

    internal override void Complete()
    {
        parts.Complete(); // remembers what is known only once it is on disk
        base.Complete();
    }
}
