using System.Data.Common;
using Dapper;
using SmsBridge.Insight.EventLog;
using SmsBridge.Insight.MessageList;
using SmsBridge.Store;

namespace SmsBridge.Insight.OneMessage;

/// <summary>Everything on record about one event and its message. Each statement is one look by primary key or index, and bounded.</summary>
internal sealed class OneMessageQueries(Database database, EventQueries events)
{
    private const int MostRelated = 10;
    private const int FarthestTwin = 5_000;

    /// <param name="maySee">Whether a tenant's may be seen, by its number; 0: no tenant we know.</param>
    /// <returns>Null: there is none of that number, or not for these eyes.</returns>
    public async Task<MessageRecord?> FindAsync(long eventId, Func<long, bool> maySee, CancellationToken cancellationToken)
    {
        if (await HookAsync(eventId, cancellationToken) is not { } hook || !maySee(hook.TenantId)
            || await events.FindAsync(hook.TenantId, eventId, cancellationToken) is not { } history)
        {
            return null;
        }

        await using var connection = await database.OpenReadAsync(cancellationToken);
        return new MessageRecord(
            history, hook,
            await RelatedAsync(connection, "client_id", hook.TenantId, eventId, history.Row.ClientId, cancellationToken),
            await RelatedAsync(connection, "loan_id", hook.TenantId, eventId, history.Row.LoanId, cancellationToken),
            await TwinsAsync(connection, hook.TenantId, eventId, cancellationToken),
            await NotesAsync(connection, eventId, cancellationToken),
            await AnswersAsync(connection, eventId, cancellationToken));
    }

    /// <summary>What acts need to know of an event's message.</summary>
    public async Task<MessageOwner?> OwnerAsync(long eventId, CancellationToken cancellationToken)
    {
        await using var connection = database.OpenRead();
        return await connection.QueryFirstOrDefaultAsync<MessageOwner>(new CommandDefinition("""
            SELECT event.id AS EventId, event.tenant_id AS TenantId, COALESCE(message.status, 1) AS Status, message.recipient AS Recipient
            FROM event LEFT JOIN message ON message.event_id = event.id WHERE event.id = @eventId
            """, new { eventId }, cancellationToken: cancellationToken));
    }

    private async Task<HookExtra?> HookAsync(long eventId, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenReadAsync(cancellationToken);
        return await connection.QueryFirstOrDefaultAsync<HookExtra>(new CommandDefinition("""
            SELECT event.tenant_id AS TenantId, event.body AS Body, api_key.prefix AS KeyPrefix, lookup_ms AS LookupMs
            FROM event LEFT JOIN api_key ON api_key.id = event.key_id LEFT JOIN message ON message.event_id = event.id WHERE event.id = @eventId
            """, new { eventId }, cancellationToken: cancellationToken));
    }

    private static async Task<IReadOnlyList<MessageRow>> RelatedAsync(
        DbConnection connection, string column, long tenantId, long eventId, long? id, CancellationToken cancellationToken) =>
        id is null ? [] : (await connection.QueryAsync<MessageRow>(new CommandDefinition($"""
            SELECT {MessageRow.Taken.Columns} FROM {MessageRow.Taken.From} WHERE m.tenant_id = @tenantId AND m.{column} = @id AND m.event_id <> @eventId
            ORDER BY m.event_id DESC LIMIT @MostRelated
            """, new { tenantId, id, eventId, MostRelated }, cancellationToken: cancellationToken))).AsList();

    /// <summary>Repeats come soon after what they repeat: those among the next few thousand that were set aside.</summary>
    private static async Task<IReadOnlyList<TwinRow>> TwinsAsync(DbConnection connection, long tenantId, long eventId, CancellationToken cancellationToken) =>
        (await connection.QueryAsync<TwinRow>(new CommandDefinition("""
            SELECT id AS EventId, received_at AS ReceivedAt FROM (
                SELECT id, received_at, twin_id FROM event WHERE tenant_id = @tenantId AND verdict <> 1 AND id > @eventId ORDER BY id LIMIT @FarthestTwin)
            WHERE twin_id = @eventId ORDER BY id LIMIT @MostRelated
            """, new { tenantId, eventId, FarthestTwin, MostRelated }, cancellationToken: cancellationToken))).AsList();

    /// <summary>A few: the outbox keeps no more.</summary>
    private static async Task<IReadOnlyList<PeerAnswerRow>> AnswersAsync(DbConnection connection, long eventId, CancellationToken cancellationToken) =>
        (await connection.QueryAsync<PeerAnswerRow>(new CommandDefinition("""
            SELECT peer AS Peer, at AS At, times AS Times, took AS Took, http_status AS HttpStatus, body AS Body FROM peer_answer
            WHERE event_id = @eventId ORDER BY id DESC
            """, new { eventId }, cancellationToken: cancellationToken))).AsList();

    private static async Task<IReadOnlyList<NoteRow>> NotesAsync(DbConnection connection, long eventId, CancellationToken cancellationToken) =>
        (await connection.QueryAsync<NoteRow>(new CommandDefinition(
            "SELECT author AS Author, at AS At, text AS Text FROM note WHERE event_id = @eventId ORDER BY id DESC LIMIT 100",
            new { eventId }, cancellationToken: cancellationToken))).AsList();
}
