using SmsBridge.Insight.ClientRecords;
using SmsBridge.Ledger;
using SmsBridge.Operators;
using SmsBridge.Partners.Notices;
using SmsBridge.Store;

namespace SmsBridge.Privacy;

/// <summary>What an erasure came to.</summary>
internal sealed record Erased(int Events, int Cancelled, int UnderWay, int NoticesLeft, int OptOutsKept);

/// <summary>
/// Takes one client out of the store, a few events at a time, so that hooks do not wait for it. Each event is taken out whole or not at all; what was taken out
/// when it is interrupted stays so, and the next run goes on. On SQLite what is replaced is overwritten, and the log emptied behind it.
/// </summary>
internal sealed class ClientErasure(Database database, AuditLog audit, TimeProvider time)
{
    /// <summary>In one transaction: about a millisecond's work each at the most.</summary>
    private const int AtOnce = 10;

    /// <param name="done">For the audit, with what came of it.</param>
    public async Task<Erased> RunAsync(ClientRows rows, Func<Erased, AuditEntry> done, CancellationToken cancellationToken)
    {
        var total = new Erased(0, 0, 0, 0, 0);
        foreach (var some in rows.Events.Chunk(AtOnce))
        {
            cancellationToken.ThrowIfCancellationRequested();
            total = Add(total, await WriteAsync(session => some.Aggregate(new Erased(0, 0, 0, 0, 0), (sum, row) => Add(sum, Take(session, row.TenantId, row.Id)))));
        }

        total = await WriteAsync(session =>
        {
            // While an SMS is under way it may still be opted out of, by its number.
            var kept = total.UnderWay > 0 ? 0 : rows.Numbers.Sum(number => rows.TenantIds.Sum(tenantId => OptOuts.Erase(session, tenantId, number)));
            var all = total with { OptOutsKept = kept };
            audit.Record(session, done(all));
            return all;
        });
        return total;
    }

    /// <summary>Empties the log of changes, which still holds pages as they were.</summary>
    /// <returns>False: somebody reads from it now.</returns>
    public Task<bool> EmptyLogAsync() => database.EmptyLogAsync();

    private Erased Take(WriteSession session, long tenantId, long eventId)
    {
        var now = time.GetUtcNow();
        if (NoticeErasureStore.IsUnread(session, eventId, now))
        {
            return new Erased(0, 0, UnderWay: 1, 0, 0);
        }

        var state = EventErasure.Erase(session, tenantId, eventId, now, Sources.Operator);
        if (state is ErasureState.UnderWay or ErasureState.Gone)
        {
            return new Erased(0, 0, state == ErasureState.UnderWay ? 1 : 0, 0, 0);
        }

        NoteStore.Erase(session, eventId);
        return new Erased(state == ErasureState.Again ? 0 : 1, state == ErasureState.Cancelled ? 1 : 0, 0, NoticeErasureStore.Erase(session, eventId), 0);
    }

    private Task<Erased> WriteAsync(Func<WriteSession, Erased> work) => database.WriteAsync(session =>
    {
        session.OverwriteFreed(true);
        try
        {
            return work(session);
        }
        finally
        {
            session.OverwriteFreed(false);
        }
    });

    private static Erased Add(Erased one, Erased other) =>
        new(one.Events + other.Events, one.Cancelled + other.Cancelled, one.UnderWay + other.UnderWay, one.NoticesLeft + other.NoticesLeft, one.OptOutsKept + other.OptOutsKept);
}
