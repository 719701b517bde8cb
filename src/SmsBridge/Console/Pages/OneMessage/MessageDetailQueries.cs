using System.Data.Common;
using Dapper;
using SmsBridge.Console.Parts;
using SmsBridge.Insight.EventLog;
using SmsBridge.Insight.MessageList;
using SmsBridge.Ledger;
using SmsBridge.Messages;
using SmsBridge.Operators;
using SmsBridge.Store;

namespace SmsBridge.Console.Pages.OneMessage;

/// <summary>Everything about one event and its message. Each statement is one look by primary key or index, and bounded.</summary>
internal sealed class MessageDetailQueries(
    Database database, EventQueries events, TenantStandings standings, IEnumerable<IMessageTimeline> others)
{
    private const int MostRelated = 10;
    private const int FarthestTwin = 5_000;

    /// <returns>Null: there is none of that number, or not for these eyes.</returns>
    public async Task<MessageDetails?> FindAsync(long eventId, IReadOnlyList<ScopedTenant> tenants, bool seesStrays, CancellationToken cancellationToken)
    {
        var hook = await HookAsync(eventId, cancellationToken);
        var tenant = tenants.FirstOrDefault(candidate => candidate.Id == hook?.TenantId);
        if (hook is null || (tenant is null && !(hook.TenantId == 0 && seesStrays)))
        {
            return null;
        }

        if (await events.FindAsync(hook.TenantId, eventId, cancellationToken) is not { } history)
        {
            return null;
        }

        var more = new List<TimelineItem>();
        foreach (var other in others)
        {
            more.AddRange(await other.ForAsync(eventId, cancellationToken));
        }

        var hold = await standings.FindAsync(hook.TenantId, history.Row.Status ?? MessageStatus.Queued, cancellationToken);
        await using var connection = await database.OpenReadAsync(cancellationToken);
        return new MessageDetails(
            tenant?.Identifier, history, hook, more,
            await RelatedAsync(connection, "client_id", hook.TenantId, eventId, history.Row.ClientId, cancellationToken),
            await RelatedAsync(connection, "loan_id", hook.TenantId, eventId, history.Row.LoanId, cancellationToken),
            await TwinsAsync(connection, hook.TenantId, eventId, cancellationToken),
            await NotesAsync(connection, eventId, cancellationToken),
            await AnswersAsync(connection, eventId, cancellationToken))
        {
            Hold = hold,
            Unverified = standings.UnverifiedOf(hook.TenantId),
        };
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
            SELECT {MessageRow.Taken.Columns} FROM message AS m WHERE m.tenant_id = @tenantId AND m.{column} = @id AND m.event_id <> @eventId
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

/// <param name="Tenant">The core's name for it; null: no tenant we know.</param>
/// <param name="More">What other features add to the timeline.</param>
/// <param name="Answers">What core and provider said when something was wrong, newest first.</param>
internal sealed record MessageDetails(
    string? Tenant, EventHistory History, HookExtra Hook, IReadOnlyList<TimelineItem> More, IReadOnlyList<MessageRow> OfClient,
    IReadOnlyList<MessageRow> OfLoan, IReadOnlyList<TwinRow> Twins, IReadOnlyList<NoteRow> Notes, IReadOnlyList<PeerAnswerRow> Answers)
{
    private const int Soon = 1_000;
    private const int Later = 10_000;

    public EventRow Row => History.Row;

    /// <summary>What holds up all SMS of its tenant; null: nothing does.</summary>
    public TenantHold? Hold { get; init; }

    public string? Unverified { get; init; }

    /// <summary>What to tell the client and what to do.</summary>
    public Advice Advice => Row.Verdict != Verdict.Accepted
        ? MessageAdvice.ForSetAside(Row.Verdict, Row.Reason)
        : Hold is { } hold && !Row.IsUnderWay ? new Advice(hold.Tell, hold.Do)
        : MessageAdvice.For(State.Status, Row.Reason, Row.ErrorCode);

    /// <summary>Milliseconds after which it is worth looking again; null: nothing more will happen by itself.</summary>
    public int? LookAgainAfter => Row.Verdict != Verdict.Accepted ? null : State.Status switch
    {
        MessageStatus.Sending => Soon,
        MessageStatus.Queued => Row.IsUnderWay || (Hold is null && Row.Reason is null or Reasons.Resent) ? Soon : Later,
        MessageStatus.Sent => Later,
        _ => null,
    };

    public MessageState State => new(
        Row.Verdict, Row.Status ?? MessageStatus.Queued, Row.Reason, Row.ErrorCode, Row.Entity, Row.Action, StoredTime.At(Row.ReceivedAt),
        StoredTime.At(Row.SentAt), StoredTime.At(Row.FinalAt), StoredTime.DueAt(Row.DueAt))
    {
        IsUnderWay = Row.IsUnderWay, Hold = Hold, Unverified = Unverified,
    };
}

internal sealed record HookExtra
{
    public long TenantId { get; init; }

    public byte[]? Body { get; init; }

    public string? KeyPrefix { get; init; }

    /// <summary>How long the core took before the latest attempt; null: it was not asked.</summary>
    public long? LookupMs { get; init; }
}

internal sealed record TwinRow
{
    public long EventId { get; init; }

    public long ReceivedAt { get; init; }
}

internal sealed record NoteRow
{
    public string Author { get; init; } = "";

    public long At { get; init; }

    public string Text { get; init; } = "";
}
