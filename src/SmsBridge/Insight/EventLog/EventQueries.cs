using System.Data.Common;
using System.Globalization;
using Dapper;
using SmsBridge.Ledger;
using SmsBridge.Messages;
using SmsBridge.Store;

namespace SmsBridge.Insight.EventLog;

/// <summary>
/// The log's SQL. An event is in exactly one of three places, each with an index on (tenant, id): taken by the relay (message), not yet
/// taken (waiting_event), set aside (event_set_aside). A page is the newest of the three together; its cost does not grow with history.
/// </summary>
internal sealed class EventQueries(Database database)
{
    private static readonly TimeSpan Slack = TimeSpan.FromDays(1);

    private const string MessageColumns = """
        event_id AS EventId, received_at AS ReceivedAt, type_id AS TypeId, 1 AS Verdict, status AS Status, attempts AS Attempts, reason AS Reason,
        detail AS Detail, resource_id AS ResourceId, client_id AS ClientId, loan_id AS LoanId, NULL AS TwinId, recipient AS Recipient,
        sender AS Sender, body AS Body, segments AS Segments, provider AS Provider, provider_id AS ProviderId, provider_status AS ProviderStatus,
        error_code AS ErrorCode, CASE WHEN lease_owner IS NULL THEN due_at END AS DueAt, lease_owner IS NOT NULL AS IsUnderWay, sent_at AS SentAt, final_at AS FinalAt
        """;

    private const string EventColumns = """
        id AS EventId, received_at AS ReceivedAt, type_id AS TypeId, verdict AS Verdict, NULL AS Status, 0 AS Attempts, reason AS Reason,
        detail AS Detail, resource_id AS ResourceId, client_id AS ClientId, loan_id AS LoanId, twin_id AS TwinId, NULL AS Recipient,
        NULL AS Sender, NULL AS Body, NULL AS Segments, NULL AS Provider, NULL AS ProviderId, NULL AS ProviderStatus,
        NULL AS ErrorCode, NULL AS DueAt, 0 AS IsUnderWay, NULL AS SentAt, NULL AS FinalAt
        """;

    /// <summary>A page, newest first; one row more than the limit when there are older ones.</summary>
    public async Task<List<EventRow>> ListAsync(EventFilter filter, CancellationToken cancellationToken)
    {
        if (!Parts(filter).Any() || filter.From >= filter.To)
        {
            return []; // a number together with a verdict: what has no message has no number; or a time without any
        }

        await using var connection = await database.OpenReadAsync(cancellationToken);
        var (low, high) = await IdsAsync(connection, filter, cancellationToken);
        if (low >= Math.Min(high, filter.Before ?? long.MaxValue))
        {
            return []; // and not by walking all of what an index that knows no times offers
        }

        var rows = await connection.QueryAsync<EventRow>(new CommandDefinition(ListSql(filter), ListParameters(filter, low, high), cancellationToken: cancellationToken));
        return rows.AsList();
    }

    /// <summary>
    /// Between which ids a time lies, so that one with nothing in it is not looked for in all there ever was. A day more at both ends, for a clock
    /// that was set back: the times themselves decide.
    /// </summary>
    private static async Task<(long Low, long High)> IdsAsync(DbConnection connection, EventFilter filter, CancellationToken cancellationToken) => (
        filter.From is { } from && from > DateTimeOffset.MinValue + Slack ? await EventIdAt.FirstAsync(connection, from - Slack, cancellationToken) : 0,
        filter.To is { } to && to < DateTimeOffset.MaxValue - Slack ? await EventIdAt.FirstAsync(connection, to + Slack, cancellationToken) : long.MaxValue);

    /// <summary>What a tenant has waiting: how many, counted up to <paramref name="most"/> of each kind, and since when the oldest of them.</summary>
    public async Task<(long Count, DateTimeOffset? Oldest)> WaitingAsync(long tenantId, int most, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenReadAsync(cancellationToken);
        var (count, oldest, _) = await connection.QueryFirstAsync<(long, long?, long?)>(new CommandDefinition(
            WaitingSql.OfTenant, new { tenantId, Most = most, now = now.ToUnixTimeMilliseconds() }, cancellationToken: cancellationToken));
        return (count, StoredTime.At(oldest));
    }

    internal static string ListSql(EventFilter filter) => $"""
        SELECT page.*, type.entity AS Entity, type.action AS Action
        FROM (
        {string.Join("\nUNION ALL\n", Parts(filter))}
        ) AS page LEFT JOIN event_type AS type ON type.id = page.TypeId
        ORDER BY EventId DESC LIMIT @Rows
        """;

    /// <param name="low">Older ones are not looked at;</param>
    /// <param name="high">nor is this one or a newer one.</param>
    internal static object ListParameters(EventFilter filter, long low = 0, long high = long.MaxValue) => new
    {
        filter.TenantId,
        Low = low,
        Before = Math.Min(filter.Before ?? long.MaxValue, high),
        From = filter.From?.ToUnixTimeMilliseconds() ?? long.MinValue,
        To = filter.To?.ToUnixTimeMilliseconds() ?? long.MaxValue,
        Mobile = filter.Mobile?.Value,
        MobileEnd = filter.Mobile?.Value[^4..],
        Rows = filter.Limit + 1,
    };

    /// <summary>One event of a tenant; null when there is none of that number, or it is another tenant's.</summary>
    public async Task<EventHistory?> FindAsync(long tenantId, long eventId, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenReadAsync(cancellationToken);
        var args = new { tenantId, eventId };
        var row = await connection.QueryFirstOrDefaultAsync<EventRow>(new CommandDefinition($"""
            SELECT page.*, type.entity AS Entity, type.action AS Action FROM (
                SELECT {MessageColumns} FROM message WHERE event_id = @eventId AND tenant_id = @tenantId
                UNION ALL
                SELECT {EventColumns} FROM event WHERE id = @eventId AND tenant_id = @tenantId AND NOT EXISTS (SELECT 1 FROM message WHERE event_id = @eventId)
            ) AS page LEFT JOIN event_type AS type ON type.id = page.TypeId
            """, args, cancellationToken: cancellationToken));
        if (row is null)
        {
            return null;
        }

        var hook = await connection.QueryFirstAsync<HookRow>(new CommandDefinition(
            "SELECT dialect AS Dialect, source AS Source FROM event WHERE id = @eventId", args, cancellationToken: cancellationToken));
        var attempts = await connection.QueryAsync<AttemptRow>(new CommandDefinition("""
            SELECT number AS Number, started_at AS StartedAt, finished_at AS FinishedAt, outcome AS Outcome, provider_id AS ProviderId, code AS Code,
                detail AS Detail
            FROM attempt WHERE event_id = @eventId ORDER BY number
            """, args, cancellationToken: cancellationToken));
        var changes = await connection.QueryAsync<ChangeRow>(new CommandDefinition("""
            SELECT at AS At, status AS Status, source AS Source, reason AS Reason, detail AS Detail FROM status_change WHERE event_id = @eventId ORDER BY id
            """, args, cancellationToken: cancellationToken));
        return new EventHistory(row, hook, attempts.AsList(), changes.AsList());
    }

    private static IEnumerable<string> Parts(EventFilter filter)
    {
        if (filter.Verdict is null)
        {
            // As a literal and with the index's own condition, so that the partial index on troubled messages can serve it.
            var status = filter.Status is { } wanted ? string.Create(CultureInfo.InvariantCulture, $"AND status = {(int)wanted}") : "";
            status += filter.Status?.CanResend() == true ? " AND status IN (5, 6, 7)" : "";
            status += filter.Status is MessageStatus.Queued or MessageStatus.Sending ? " AND due_at IS NOT NULL" : ""; // all of them have: message_due
            // As the index of numbers has it. With = the planner would put the number into substr too and no longer know its index; the plus
            // keeps it from walking the ids instead.
            var mobile = filter.Mobile is null ? "" : "AND recipient BETWEEN @Mobile AND @Mobile AND substr(recipient, -4) = @MobileEnd";

            // What went wrong is rare and has its index, which is said: bounded at both ends, the planner would rather walk all of the tenant's.
            var isRare = filter.Status?.CanResend() == true && filter.Mobile is null;
            yield return Part(MessageColumns, isRare ? "message INDEXED BY message_trouble" : "message", filter.Mobile is null ? "event_id" : "+event_id", $"{status} {mobile}");
        }

        var anyNumber = filter.Mobile is null;
        if (anyNumber && filter.Verdict is null && filter.Status is null or MessageStatus.Queued)
        {
            yield return Waiting;
        }

        if (anyNumber && filter.Status is null)
        {
            var verdict = filter.Verdict is { } only ? string.Create(CultureInfo.InvariantCulture, $"AND verdict = {(int)only}") : "";
            yield return Part(EventColumns, "event", "id", $"AND verdict <> 1 {verdict}");
        }
    }

    /// <summary>By their ids first: only so does SQLite read no more of both kinds than the page needs.</summary>
    private const string Waiting = $"""
        SELECT {EventColumns} FROM event WHERE id IN (
            SELECT id FROM waiting_event
            WHERE tenant_id = @TenantId AND id >= @Low AND id < @Before AND received_at >= @From AND received_at < @To
            ORDER BY id DESC LIMIT @Rows)
        """;

    private static string Part(string columns, string table, string id, string conditions) => $"""
        SELECT * FROM (
            SELECT {columns} FROM {table}
            WHERE tenant_id = @TenantId AND {id} >= @Low AND {id} < @Before AND received_at >= @From AND received_at < @To {conditions}
            ORDER BY {id} DESC LIMIT @Rows)
        """;
}

/// <summary>One event as the log reads it.</summary>
internal sealed record EventRow
{
    public long EventId { get; init; }

    public long ReceivedAt { get; init; }

    public string Entity { get; init; } = "";

    public string Action { get; init; } = "";

    public Verdict Verdict { get; init; }

    public MessageStatus? Status { get; init; }

    public int Attempts { get; init; }

    public string? Reason { get; init; }

    public string? Detail { get; init; }

    public long? ResourceId { get; init; }

    public long? ClientId { get; init; }

    public long? LoanId { get; init; }

    public long? TwinId { get; init; }

    public string? Recipient { get; init; }

    public string? Sender { get; init; }

    public string? Body { get; init; }

    public int? Segments { get; init; }

    public string? Provider { get; init; }

    public string? ProviderId { get; init; }

    public string? ProviderStatus { get; init; }

    public string? ErrorCode { get; init; }

    /// <summary>Null while the relay has it in hand: the end of its lease is no time of a try.</summary>
    public long? DueAt { get; init; }

    public bool IsUnderWay { get; init; }

    public long? SentAt { get; init; }

    public long? FinalAt { get; init; }
}
