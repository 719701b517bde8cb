using SmsBridge.Insight.ClientRecords;
using SmsBridge.Insight.Search;
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
internal sealed class ClientErasure(Database database, TimeProvider time)
{
    /// <summary>In one transaction: about a millisecond's work each at the most.</summary>
    private const int AtOnce = 10;

    private static readonly Erased Nothing = new(0, 0, 0, 0, 0);

    public async Task<Erased> RunAsync(ClientRows rows, CancellationToken cancellationToken)
    {
        var total = await TakeAsync(rows, cancellationToken);
        foreach (var tenantId in rows.TenantIds) // last, when no message is left of which the search could learn the client anew
        {
            await WriteAsync(session =>
            {
                KnownClientErasure.EraseClient(session, tenantId, rows.ClientId);
                return Nothing;
            });
        }

        return total;
    }

    private async Task<Erased> TakeAsync(ClientRows rows, CancellationToken cancellationToken)
    {
        // The number stands only in rows that name the client: they go last, so that a later run still finds by it what this one leaves or does not come to.
        var total = await TakeAsync(rows.Events.Where(row => !row.IsNamed), Nothing, cancellationToken);
        var named = rows.Events.Where(row => row.IsNamed).ToList();
        if (total.UnderWay > 0)
        {
            total = total with { UnderWay = total.UnderWay + named.Count(row => row is { Waits: false, ErasedAt: null }) };
            return await TakeAsync(named.Where(row => row.Waits), total, cancellationToken); // not to be sent in any case
        }

        var soFar = total;
        total = await WriteAsync(session => soFar with { OptOutsKept = rows.Numbers.Sum(number => rows.TenantIds.Sum(tenantId =>
            OptOuts.Erase(session, tenantId, rows.ClientId, number) + ConsentRecords.Erase(session, tenantId, rows.ClientId, number))) });
        return await TakeAsync(named, total, cancellationToken);
    }

    private async Task<Erased> TakeAsync(IEnumerable<ClientEvent> events, Erased total, CancellationToken cancellationToken)
    {
        foreach (var some in events.Chunk(AtOnce))
        {
            cancellationToken.ThrowIfCancellationRequested();
            total = Add(total, await WriteAsync(session => some.Aggregate(Nothing, (sum, row) => Add(sum, Take(session, row.TenantId, row.Id)))));
        }

        return total;
    }

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
        KnownClientErasure.EraseEvent(session, tenantId, eventId);
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
