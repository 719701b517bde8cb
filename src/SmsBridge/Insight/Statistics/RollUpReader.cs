using System.Data.Common;
using Dapper;
using SmsBridge.Ledger;
using SmsBridge.Messages;
using SmsBridge.Store;

namespace SmsBridge.Insight.Statistics;

/// <summary>How far the roll-up has read.</summary>
internal readonly record struct RollUpCursors(long Event, long Change, long Open);

/// <summary>One look at what happened since, all of one moment.</summary>
/// <param name="HasMore">There was more than one look takes;</param>
/// <param name="HasMoreOpen">also of what was counted as waiting and no longer is.</param>
internal sealed record RollUpBatch(RollUpCursors From, RollUpCursors To, IReadOnlyList<RollUpRow> Rows, bool HasMore, bool HasMoreOpen);

/// <summary>
/// Reads what the roll-up has to count, on a reader's connection: the writer is not held up. New events by number; changed ones by the
/// numbers of their status changes; and what was counted as waiting and no longer is, because the happy way leaves no status change.
/// </summary>
internal sealed class RollUpReader(Database database)
{
    /// <summary>Looked up by primary key each; the rest has its turn with the next run.</summary>
    private const int MostOpen = 20_000;

    /// <summary>Most new events, and most status changes, one look takes; it bounds the transaction that counts them, for which hooks wait.</summary>
    internal int MostAtOnce { get; set; } = 500;

    public async Task<RollUpBatch> ReadAsync(bool withOpen, CancellationToken cancellationToken)
    {
        await using var connection = database.OpenRead();
        await using var moment = await connection.BeginTransactionAsync(System.Data.IsolationLevel.Serializable, cancellationToken);
        var from = await CursorsAsync(connection, moment, cancellationToken);
        var events = await ListAsync(connection, moment, "SELECT id FROM event WHERE id > @Event ORDER BY id LIMIT @MostAtOnce", from, cancellationToken);
        var changes = (await connection.QueryAsync<(long Id, long EventId)>(Command(
            "SELECT id, event_id FROM status_change WHERE id > @Change ORDER BY id LIMIT @MostAtOnce", from, moment, cancellationToken))).AsList();
        var open = withOpen ? await OpenAsync(connection, moment, from, cancellationToken) : (Settled: [], Position: from.Open);

        var to = new RollUpCursors(events is [.., var last] ? last : from.Event, changes is [.., var change] ? change.Id : from.Change, open.Position);
        var touched = events
            .Concat(changes.Select(it => it.EventId).Where(id => id <= from.Event)) // later ones are new, or their turn has yet to come
            .Concat(open.Settled)
            .Distinct().ToList();
        var rows = touched.Count == 0 ? [] : await RowsAsync(connection, moment, touched, from, to, cancellationToken);
        return new RollUpBatch(from, to, rows, events.Count == MostAtOnce || changes.Count == MostAtOnce, open.Settled.Count == MostAtOnce);
    }

    /// <summary>All there ever were.</summary>
    public async Task<IReadOnlyList<long>> TenantsAsync(CancellationToken cancellationToken)
    {
        await using var connection = database.OpenRead();
        return (await connection.QueryAsync<long>(new CommandDefinition("SELECT id FROM tenant", cancellationToken: cancellationToken))).AsList();
    }

    private static async Task<RollUpCursors> CursorsAsync(DbConnection connection, DbTransaction moment, CancellationToken cancellationToken)
    {
        var positions = (await connection.QueryAsync<(string Record, long Position)>(
            new CommandDefinition("SELECT record, position FROM roll_up_cursor", transaction: moment, cancellationToken: cancellationToken)))
            .ToDictionary(it => it.Record, it => it.Position, StringComparer.Ordinal);
        return new RollUpCursors(positions["event"], positions["status_change"], positions["open"]);
    }

    private async Task<(List<long> Settled, long Position)> OpenAsync(
        DbConnection connection, DbTransaction moment, RollUpCursors from, CancellationToken cancellationToken)
    {
        const string Looked = "SELECT event_id, status FROM roll_up_open WHERE event_id > @Open ORDER BY event_id LIMIT @MostOpen";
        var (count, last) = await connection.QueryFirstAsync<(long, long?)>(Command($"SELECT COUNT(*), MAX(event_id) FROM ({Looked})", from, moment, cancellationToken));
        var settled = await ListAsync(connection, moment, $"""
            SELECT looked.event_id FROM ({Looked}) AS looked JOIN message ON message.event_id = looked.event_id
            WHERE message.status <> looked.status ORDER BY looked.event_id LIMIT @MostAtOnce
            """, from, cancellationToken);
        return settled.Count == MostAtOnce ? (settled, settled[^1]) : (settled, count == MostOpen ? last!.Value : 0);
    }

    private async Task<List<RollUpRow>> RowsAsync(
        DbConnection connection, DbTransaction moment, List<long> touched, RollUpCursors from, RollUpCursors to, CancellationToken cancellationToken)
    {
        const string Latest = "SELECT status || ':' || COALESCE(reason, '') FROM status_change WHERE event_id = event.id AND status_change.id <= ";
        var rows = await connection.QueryAsync<RollUpRow>(new CommandDefinition($"""
            SELECT event.id AS EventId, event.tenant_id AS TenantId, event.type_id AS TypeId, event.verdict AS Verdict, event.received_at AS ReceivedAt,
                event.reason AS EventReason, message.status AS Status, message.reason AS Reason, message.sent_at AS SentAt, message.queued_at AS QueuedAt,
                roll_up_open.status AS RememberedStatus, roll_up_open.reason AS RememberedReason,
                ({Latest} @before ORDER BY status_change.id DESC LIMIT 1) AS ChangeBefore,
                ({Latest} @after ORDER BY status_change.id DESC LIMIT 1) AS ChangeAfter
            FROM {database.Dialect.Numbers("@ids", "touched")}
            JOIN event ON event.id = touched.value
            LEFT JOIN message ON message.event_id = event.id
            LEFT JOIN roll_up_open ON roll_up_open.event_id = event.id
            """,
            new { ids = database.Dialect.List(touched), before = from.Change, after = to.Change }, transaction: moment, cancellationToken: cancellationToken));
        return rows.AsList();
    }

    private async Task<List<long>> ListAsync(
        DbConnection connection, DbTransaction moment, string sql, RollUpCursors from, CancellationToken cancellationToken) =>
        (await connection.QueryAsync<long>(Command(sql, from, moment, cancellationToken))).AsList();

    private CommandDefinition Command(string sql, RollUpCursors from, DbTransaction moment, CancellationToken cancellationToken) =>
        new(sql, new { from.Event, from.Change, from.Open, MostAtOnce, MostOpen }, moment, cancellationToken: cancellationToken);
}

/// <summary>An event as the roll-up looks at it.</summary>
internal sealed record RollUpRow
{
    public long EventId { get; init; }

    public long TenantId { get; init; }

    public long TypeId { get; init; }

    public Verdict Verdict { get; init; }

    public long ReceivedAt { get; init; }

    public string? EventReason { get; init; }

    public MessageStatus? Status { get; init; }

    public string? Reason { get; init; }

    public long? SentAt { get; init; }

    public long? QueuedAt { get; init; }

    public MessageStatus? RememberedStatus { get; init; }

    public string? RememberedReason { get; init; }

    /// <summary>The latest status change the last run knew.</summary>
    public string? ChangeBefore { get; init; }

    /// <summary>The latest that this one knows.</summary>
    public string? ChangeAfter { get; init; }

    public CountedState Now =>
        Verdict != Verdict.Accepted ? CountedState.Of(Verdict, EventReason) : CountedState.Of(Status ?? MessageStatus.Queued, Reason);

    public CountedState Counted =>
        RememberedStatus is { } status ? CountedState.Of(status, RememberedReason) : CountedState.Told(ChangeBefore);

    /// <summary>What the next run will take it for if it is not remembered.</summary>
    public CountedState Told => CountedState.Told(ChangeAfter);

    /// <summary>From hook to sent, of its first way; null for a resend, whose waiting was not ours.</summary>
    public long? Latency => SentAt is { } sent && QueuedAt == ReceivedAt ? Math.Max(0, sent - ReceivedAt) : null;
}
