using SmsBridge.Ledger;
using SmsBridge.Store;

namespace SmsBridge.Intake.Events;

/// <summary>How much may be parked, as a bound on the disk: by messages, and by their bytes. A batch goes beyond the bytes when nothing is parked yet, or one that is larger would wait for ever.</summary>
internal sealed record ParkedRoom(long Messages, long Bytes)
{
    public bool Holds(ParkedSize parked, IReadOnlyCollection<ParkedMessage> more) =>
        parked.Messages + more.Count <= Messages && (parked.Messages == 0 || parked.Bytes + more.Sum(message => (long)message.Raw.Bytes.Length) <= Bytes);
}

/// <summary>One batch of a broker in one transaction: which events are new, those into the inbox, and what could not be read. Nothing of it is stored, or all.</summary>
internal sealed class StoreEvents(EventBatch batch, EventParts parts, ParkedRoom room, DateTimeOffset now) : TaskOperation<StoredBatch>(completesTogether: false)
{
    /// <summary>Unique rows decide what is new, parked and seen before; how many are parked is a bound on the disk, not a promise.</summary>
    internal override bool Decides => parts.Decide;

    internal override void Execute(WriteSession session)
    {
        if (batch.Parked.Count > 0 && !room.Holds(ExternalEventStatements.Parked(session), batch.Parked))
        {
            parts.Execute(session, []);
            Result = new StoredBatch(HasRoom: false, 0, 0, []);
            return;
        }

        var areNew = ExternalEventStatements.Of(session).Remember(batch.Entries);
        var meant = Enumerable.Range(0, areNew.Count).Where(index => areNew[index]).ToList();
        parts.Execute(session, meant);
        foreach (var parked in batch.Parked)
        {
            ExternalEventStatements.Park(session, parked, now);
        }

        Result = new StoredBatch(
            HasRoom: true, parts.CountAccepted, areNew.Count - parts.CountAccepted,
            [.. batch.Forms.Where(form => ExternalEventStatements.Note(session, form, now))]);
    }

    internal override void Complete()
    {
        parts.Complete(); // remembers what is known only once it is on disk
        base.Complete();
    }
}
