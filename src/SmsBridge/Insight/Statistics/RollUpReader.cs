using System.Data;
using System.Data.Common;
using Dapper;
using SmsBridge.Insight.Search;
using SmsBridge.Ledger;
using SmsBridge.Messages;
using SmsBridge.Store;

namespace SmsBridge.Insight.Statistics;

/// <summary>One look at what happened since, all of one moment.</summary>
/// <param name="Open">What was remembered as waiting has been looked through up to here, by number; 0: to the end.</param>
internal sealed record RollUpBatch(FeedStretch Events, FeedStretch Changes, (long From, long To) Open, IReadOnlyList<RollUpRow> Rows, bool HasMoreOpen)
{
    public bool IsEmpty => Events.IsEmpty && Changes.IsEmpty && Open.To == Open.From && Rows.Count == 0;

    /// <summary>There was more than one look takes.</summary>
    public bool HasMore => Events.HasMore || Changes.HasMore || HasMoreOpen;
}

/// <summary>
/// Reads what the roll-up has to count, on a reader's connection: the writer is not held up. New events and changed ones by the
/// feeds of events and of status changes; and what was counted as waiting and no longer is, because the happy way leaves no status change.
/// </summary>
internal sealed class RollUpReader(Database database, TimeProvider time)
{
    private const string Positions = "roll_up_cursor";

    /// <summary>Looked up by primary key each; the rest has its turn with the next run.</summary>
    private const int MostOpen = 20_000;

    /// <summary>Most new events, and most status changes, one look takes; it bounds the transaction that counts them, for which hooks wait.</summary>
    internal int MostAtOnce { get; set; } = 500;

    private readonly Feed _events = database.Dialect.FeedOf(Positions, "event");
    private readonly Feed _changes = database.Dialect.FeedOf(Positions, "status_change");

    public async Task<RollUpBatch> ReadAsync(bool withOpen, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenBriefReadAsync();
        await using var moment = await connection.BeginTransactionAsync(IsolationLevel.Serializable, cancellationToken);
        var events = await _events.NextAsync(moment, MostAtOnce, cancellationToken);
        var changes = await _changes.NextAsync(moment, MostAtOnce, cancellationToken);
        var open = await OpenAsync(moment, withOpen, cancellationToken);

        var touched = (await ListAsync(moment, $"SELECT id FROM event WHERE {_events.Within}", events.AddTo(new()), cancellationToken))
            .Concat(await ListAsync(moment, $"SELECT event_id FROM status_change WHERE {_changes.Within}", changes.AddTo(new()), cancellationToken))
            .Concat(open.Settled)
            .Distinct().ToList();
        var rows = touched.Count == 0 ? [] : await RowsAsync(moment, touched, changes.AddTo(events.AddTo(new())), cancellationToken);
        return new RollUpBatch(events, changes, (open.From, open.To), rows, open.Settled.Count == MostAtOnce);
    }

    /// <summary>All there ever were.</summary>
    public async Task<IReadOnlyList<long>> TenantsAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenBriefReadAsync();
        return (await connection.QueryAsync<long>(new CommandDefinition("SELECT id FROM tenant", cancellationToken: cancellationToken))).AsList();
    }

    private async Task<(List<long> Settled, long From, long To)> OpenAsync(DbTransaction moment, bool isWanted, CancellationToken cancellationToken)
    {
        const string Looked = "SELECT event_id, status FROM roll_up_open WHERE event_id > @from ORDER BY event_id LIMIT @MostOpen";
        var from = (await ListAsync(moment, $"SELECT position FROM {Positions} WHERE record = 'open'", null, cancellationToken))[0];
        if (!isWanted)
        {
            return ([], from, from);
        }

        var limits = new { from, MostOpen, MostAtOnce, now = Now() };
        var (count, last) = await moment.Connection!.QueryFirstAsync<(long, long?)>(
            new CommandDefinition($"SELECT COUNT(*), MAX(event_id) FROM ({Looked}) AS looked", limits, moment, cancellationToken: cancellationToken));
        var settled = await ListAsync(moment, $"""
            SELECT looked.event_id FROM ({Looked}) AS looked JOIN (SELECT event_id, {Outcomes.OfMessageSql} AS outcome FROM message) AS counted ON counted.event_id = looked.event_id
            WHERE counted.outcome <> looked.status ORDER BY looked.event_id LIMIT @MostAtOnce
            """, limits, cancellationToken);
        return settled.Count == MostAtOnce ? (settled, from, settled[^1]) : (settled, from, count == MostOpen ? last!.Value : 0);
    }

    /// <summary>Not those beyond the stretch of events, whose status has changed already: their turn has yet to come.</summary>
    private async Task<List<RollUpRow>> RowsAsync(DbTransaction moment, List<long> touched, DynamicParameters parameters, CancellationToken cancellationToken)
    {
        const string Latest = "SELECT status || ':' || COALESCE(reason, '') FROM status_change WHERE event_id = event.id AND ";
        parameters.Add("ids", SqlDialect.List(touched));
        parameters.Add("now", Now());
        var rows = await moment.Connection!.QueryAsync<RollUpRow>(new CommandDefinition($"""
            SELECT event.id AS EventId, event.tenant_id AS TenantId, event.type_id AS TypeId, event.verdict AS Verdict, event.received_at AS ReceivedAt,
                event.reason AS EventReason, (SELECT {Outcomes.OfMessageSql} FROM message WHERE event_id = event.id) AS Status, message.reason AS Reason, message.sent_at AS SentAt, message.queued_at AS QueuedAt,
                message.about AS About, message.client_id AS ClientId, message.loan_id AS LoanId, message.detail AS Detail,
                roll_up_open.status AS RememberedStatus, roll_up_open.reason AS RememberedReason, NOT ({_events.Before}) AS IsNew,
                ({Latest} {_changes.Before} ORDER BY {_changes.LatestFirst} LIMIT 1) AS ChangeBefore,
                ({Latest} {_changes.UpTo} ORDER BY {_changes.LatestFirst} LIMIT 1) AS ChangeAfter
            FROM {database.Dialect.Numbers("@ids", "touched")}
            JOIN event ON event.id = touched.value
            LEFT JOIN message ON message.event_id = event.id
            LEFT JOIN roll_up_open ON roll_up_open.event_id = event.id
            WHERE {_events.UpTo}
            """, parameters, moment, cancellationToken: cancellationToken));
        return rows.AsList();
    }

    private static async Task<List<long>> ListAsync(DbTransaction moment, string sql, object? parameters, CancellationToken cancellationToken) =>
        (await moment.Connection!.QueryAsync<long>(new CommandDefinition(sql, parameters, moment, cancellationToken: cancellationToken))).AsList();

    private long Now() => time.GetUtcNow().ToUnixTimeMilliseconds();
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

    /// <summary>May be <see cref="Outcomes.Planned"/>.</summary>
    public MessageStatus? Status { get; init; }

    public string? Reason { get; init; }

    public long? SentAt { get; init; }

    public long? QueuedAt { get; init; }

    public MessageStatus? RememberedStatus { get; init; }

    public string? RememberedReason { get; init; }

    /// <summary>Not counted yet.</summary>
    public bool IsNew { get; init; }

    /// <summary>The latest status change the last run knew.</summary>
    public string? ChangeBefore { get; init; }

    /// <summary>The latest that this one knows.</summary>
    public string? ChangeAfter { get; init; }

    /// <summary>What the core said of whom it is about; null: it was not asked.</summary>
    public string? About { get; init; }

    public long? ClientId { get; init; }

    public long? LoanId { get; init; }

    public string? Detail { get; init; }

    /// <summary>For the search, once it goes out or is given up; null: it waits, or only its receipt is new, which says nothing of the client.</summary>
    public SettledMessage? Settled => (IsNew || (Counted != Now && Counted.Outcome != (int)MessageStatus.Sent)) && !Now.IsWaiting && Status is { } status && MessageAbout.Parse(About) is { } about
        ? new SettledMessage(TenantId, EventId, LoanId, ReceivedAt, status, Reason, Detail, about) { ClientId = ClientId }
        : null;

    public CountedState Now =>
        Verdict != Verdict.Accepted ? CountedState.Of(Verdict, EventReason) : CountedState.Of(Status ?? MessageStatus.Queued, Reason);

    public CountedState Counted =>
        RememberedStatus is { } status ? CountedState.Of(status, RememberedReason) : CountedState.Told(ChangeBefore);

    /// <summary>What the next run will take it for if it is not remembered.</summary>
    public CountedState Told => CountedState.Told(ChangeAfter);

    /// <summary>From hook to sent, of its first way; null for a resend, whose waiting was not ours. What the bridge heard of late waited elsewhere before.</summary>
    public long? Latency => SentAt is { } sent && QueuedAt <= ReceivedAt ? Math.Max(0, sent - ReceivedAt) : null;
}
