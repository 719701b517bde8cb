namespace SmsBridge.Ledger;

/// <summary>Several events of one call, all in one transaction: the caller never repeats, so it must be told that all are stored, or none.</summary>
internal sealed class AppendEvents(AppendEvent[] parts) : Store.PooledOperation<StoredEvent[]>
{
    internal override long? HookOf => parts.Length > 0 ? parts[0].HookOf : null;

    internal override void Execute(Store.WriteSession session)
    {
        foreach (var part in parts)
        {
            part.Execute(session);
        }

        Result = [.. parts.Select(part => part.Stored)];
    }

    internal override void Complete()
    {
        foreach (var part in parts)
        {
            part.Complete(); // remembers what is known only once it is on disk
        }

        base.Complete();
    }
}
