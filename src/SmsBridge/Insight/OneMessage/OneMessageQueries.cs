using Dapper;
using SmsBridge.Insight.EventLog;
using SmsBridge.Insight.MessageList;
using SmsBridge.Ledger;
using SmsBridge.Store;

namespace SmsBridge.Insight.OneMessage;

/// <summary>Everything on record about one event and its message. Each statement is one look by primary key or index, and bounded.</summary>
internal sealed class OneMessageQueries(Database database, EventQueries events)
{
    private const int MostRelated = 10;
    private const int FarthestTwin = 5_000;

    /// <summary>Repeats come soon after what they repeat: those among the next few thousand that were set aside.</summary>
    private const string Twins = """
        SELECT id AS EventId, received_at AS ReceivedAt FROM (
            SELECT id, received_at, twin_id FROM event WHERE tenant_id = @TenantId AND verdict <> 1 AND id > @eventId ORDER BY id LIMIT @FarthestTwin) AS aside
        WHERE twin_id = @eventId ORDER BY id LIMIT @MostRelated
        """;

    private const string Notes = "SELECT author AS Author, at AS At, text AS Text FROM note WHERE event_id = @eventId ORDER BY id DESC LIMIT 100";

    /// <summary>A few: the outbox keeps no more.</summary>
    private const string Answers = """
        SELECT peer AS Peer, at AS At, times AS Times, took AS Took, http_status AS HttpStatus, body AS Body FROM peer_answer WHERE event_id = @eventId ORDER BY id DESC
        """;

    /// <param name="maySee">Whether a tenant's may be seen, by its number; 0: no tenant we know.</param>
    /// <returns>Null: there is none of that number, or not for these eyes.</returns>
    public async Task<MessageRecord?> FindAsync(long eventId, Func<long, bool> maySee, CancellationToken cancellationToken)
    {
        if (await HookAsync(eventId, cancellationToken) is not { } hook || !maySee(hook.TenantId)
            || await events.FindAsync(hook.TenantId, eventId, cancellationToken) is not { } history)
        {
            return null;
        }

        var (row, args) = (history.Row, new { eventId, hook.TenantId, history.Row.ClientId, history.Row.LoanId, MostRelated, FarthestTwin });
        await using var connection = await database.OpenReadAsync(cancellationToken);
        var floors = await RecordFloor.OfAsync(connection, database.Dialect, [hook.TenantId], cancellationToken);
        return new MessageRecord(
            history, hook, row.ClientId is null ? [] : await ListAsync<MessageRow>(Related("client_id = @ClientId")), row.LoanId is null ? [] : await ListAsync<MessageRow>(Related("loan_id = @LoanId")),
            await ListAsync<TwinRow>(Twins), await ListAsync<NoteRow>(Notes), await ListAsync<PeerAnswerRow>(Answers))
        {
            KeptFrom = floors.Where(floor => floor.Whole > DateTimeOffset.UnixEpoch).Select(floor => (DateTimeOffset?)floor.Whole).FirstOrDefault(),
        };

        async Task<IReadOnlyList<T>> ListAsync<T>(string sql) => (await connection.QueryAsync<T>(new CommandDefinition(sql, args, cancellationToken: cancellationToken))).AsList();
    }

    /// <summary>What acts need to know of an event's message.</summary>
    public async Task<MessageOwner?> OwnerAsync(long eventId, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenBriefReadAsync();
        return await connection.QueryFirstOrDefaultAsync<MessageOwner>(new CommandDefinition("""
            SELECT event.id AS EventId, event.tenant_id AS TenantId, COALESCE(message.status, CASE WHEN event.aged > 0 THEN event.aged END, 1) AS Status, message.recipient AS Recipient,
                message.reason AS Reason
            FROM event LEFT JOIN message ON message.event_id = event.id WHERE event.id = @eventId
            """, new { eventId }, cancellationToken: cancellationToken));
    }

    private static string Related(string which) => $"""
        SELECT {MessageRow.Taken.Columns} FROM {MessageRow.Taken.From} WHERE m.tenant_id = @TenantId AND m.{which} AND m.event_id <> @eventId
        ORDER BY m.event_id DESC LIMIT @MostRelated
        """;

    private async Task<HookExtra?> HookAsync(long eventId, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenReadAsync(cancellationToken);
        return await connection.QueryFirstOrDefaultAsync<HookExtra>(new CommandDefinition("""
            SELECT event.tenant_id AS TenantId, event.body AS Body, COALESCE(api_key.name || ' ', '') || api_key.prefix AS KeyPrefix, lookup_ms AS LookupMs, message.trace_id AS TraceId, message.about AS About
            FROM event LEFT JOIN api_key ON api_key.id = event.key_id LEFT JOIN message ON message.event_id = event.id WHERE event.id = @eventId
            """, new { eventId }, cancellationToken: cancellationToken));
    }
}
