using System.Data.Common;
using Dapper;
using Microsoft.Extensions.Options;
using SmsBridge.Ledger;
using SmsBridge.Messages;
using SmsBridge.Store;

namespace SmsBridge.Partners.Notices.Transactions;

/// <summary>
/// Follows the two append-only records, <c>event</c> and <c>status_change</c>, by a cursor on disk. Ids are given in the order of commits by the
/// store's one writer, so what is read has no gaps that fill later. What follows from a stretch and the cursor behind it are one transaction:
/// a crash at any point loses nothing and doubles nothing. Hooks and relay know nothing of it.
/// </summary>
internal sealed class RecordFollower(Database database, ConfirmationBell confirmations, DeliveryBell deliveries, IOptions<NoticeOptions> options, TimeProvider time)
{
    /// <summary>Ids read at once: bounds the write that follows.</summary>
    private const int Stretch = 1_000;

    private const string Events = "event";
    private const string StatusChanges = "status_change";

    private static readonly string Types = string.Join(", ", TransactionKinds.Table.Select(row => $"('{row.Type.Entity}', '{row.Type.Action}')"));
    private static readonly string FinalStatuses = string.Join(
        ", ", Enum.GetValues<MessageStatus>().Where(status => status.IsFinal()).Select(status => (int)status));

    /// <summary>Takes up what happened since the last time, a stretch of each record.</summary>
    /// <returns>True when there may be more.</returns>
    public async Task<bool> FollowAsync(CancellationToken cancellationToken)
    {
        var (events, changes) = await PositionsAsync(cancellationToken);
        return await FollowEventsAsync(events, cancellationToken) | await FollowChangesAsync(changes, cancellationToken);
    }

    /// <summary>All of it, for tests and for a start after a long stop.</summary>
    public async Task CatchUpAsync(CancellationToken cancellationToken)
    {
        while (await FollowAsync(cancellationToken))
        {
        }
    }

    private async Task<(Span Events, Span Changes)> PositionsAsync(CancellationToken cancellationToken)
    {
        await using var connection = database.OpenRead();

        // One statement, so one snapshot: what is jumped over came before anybody listened.
        var ends = await connection.QueryFirstAsync<Ends>(new CommandDefinition("""
            SELECT EXISTS (SELECT 1 FROM subscription WHERE deleted_at IS NULL) AS HasListeners,
                (SELECT position FROM partner_cursor WHERE record = 'event') AS EventFrom,
                COALESCE((SELECT MAX(id) FROM event), 0) AS EventTo,
                (SELECT position FROM partner_cursor WHERE record = 'status_change') AS ChangeFrom,
                COALESCE((SELECT MAX(id) FROM status_change), 0) AS ChangeTo
            """, cancellationToken: cancellationToken));
        return (Span.Of(ends.EventFrom, ends.EventTo, ends.HasListeners), Span.Of(ends.ChangeFrom, ends.ChangeTo, ends.HasListeners));
    }

    private async Task<bool> FollowEventsAsync(Span span, CancellationToken cancellationToken)
    {
        if (span.IsEmpty)
        {
            return false;
        }

        List<MoneyEvent> found = [];
        if (!span.IsJump)
        {
            await using var connection = database.OpenRead();
            found = await ReadEventsAsync(connection, span, cancellationToken);
        }

        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        var (added, told) = await database.WriteAsync(session =>
        {
            Move(session, Events, span);
            var transactions = found.Select(ToTransaction).OfType<NewTransaction>().ToList();
            return (transactions.Count, transactions.Sum(transaction => MoneyTransactions.Add(session, transaction, now)));
        });
        RingIf(confirmations, added > 0);
        RingIf(deliveries, told > 0);
        return span.HasMore;
    }

    /// <summary>
    /// One statement, so one snapshot: an event type or a tenant that is new since belongs to events that are new since. Ignored events are
    /// those no SMS belongs to, and those that failed in the core.
    /// </summary>
    private static async Task<List<MoneyEvent>> ReadEventsAsync(DbConnection connection, Span span, CancellationToken cancellationToken)
    {
        var events = await connection.QueryAsync<MoneyEvent>(new CommandDefinition($"""
            SELECT event.id AS Id, event.tenant_id AS TenantId, event_type.entity AS Entity, event_type.action AS Action, event.verdict AS Verdict,
                event.reason AS Reason, event.dialect AS Dialect, event.received_at AS ReceivedAt, event.resource_id AS ResourceId,
                event.sub_resource_id AS SubResourceId, event.client_id AS ClientId, event.loan_id AS LoanId, event.savings_id AS SavingsId,
                event.body AS Body
            FROM event
            JOIN event_type ON event_type.id = event.type_id AND (event_type.entity, event_type.action) IN (VALUES {Types})
            JOIN tenant ON tenant.id = event.tenant_id
            WHERE event.id > @After AND event.id <= @To
                AND (event.verdict = 1 OR (event.verdict = 3 AND event.reason IN ('{Reasons.NotHandled}', '{Reasons.FailedInCore}')))
                AND EXISTS (SELECT 1 FROM partner_tenant WHERE partner_tenant.identifier = tenant.identifier)
            ORDER BY event.id
            """, new { span.After, span.To }, cancellationToken: cancellationToken));
        return events.AsList();
    }

    private async Task<bool> FollowChangesAsync(Span span, CancellationToken cancellationToken)
    {
        if (span.IsEmpty)
        {
            return false;
        }

        List<long> found = [];
        if (!span.IsJump)
        {
            await using var connection = database.OpenRead();
            var rows = await connection.QueryAsync<long>(new CommandDefinition($"""
                SELECT DISTINCT status_change.event_id
                FROM status_change JOIN money_transaction ON money_transaction.event_id = status_change.event_id
                WHERE status_change.id > @After AND status_change.id <= @To AND status_change.status IN ({FinalStatuses})
                ORDER BY status_change.event_id
                """, new { span.After, span.To }, cancellationToken: cancellationToken));
            found = rows.AsList();
        }

        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        var told = await database.WriteAsync(session =>
        {
            Move(session, StatusChanges, span);
            return found.Sum(eventId => MoneyTransactions.TellSms(session, eventId, now));
        });
        RingIf(deliveries, told > 0);
        return span.HasMore;
    }

    /// <exception cref="InvalidOperationException">Somebody else moved it: this stretch is not ours, and nothing of it is written.</exception>
    private static void Move(WriteSession session, string record, Span span)
    {
        if (session.Execute("UPDATE partner_cursor SET position = @To WHERE record = @record AND position = @After", new { record, span.After, span.To }) != 1)
        {
            throw new InvalidOperationException($"The partners' cursor of {record} was moved by somebody else.");
        }
    }

    private NewTransaction? ToTransaction(MoneyEvent found)
    {
        var row = TransactionKinds.Of(new EventType(found.Entity, found.Action))!;
        var hasFailed = found.Reason == Reasons.FailedInCore || found.ResourceId is null;
        if (hasFailed && (found.Dialect == Dialect.Flat || !IsTold(found)))
        {
            return null; // older cores tell of no failures: a flat body without an id is a command that waits for approval
        }

        return new NewTransaction(
            found.Id, found.TenantId, row.Kind, found.ReceivedAt,
            hasFailed ? null : row.IdIsSubResource ? found.SubResourceId : found.ResourceId,
            found.ClientId,
            row.Record == CoreRecord.SavingsTransaction ? found.SavingsId : found.LoanId ?? (row.IdIsSubResource ? found.ResourceId : null),
            found.Body is { } body ? PaymentReference.Find(body) : null,
            hasFailed ? FailureOf(found) : null);
    }

    private bool IsTold(MoneyEvent failed) => FailureOf(failed) == TransactionCodes.Rejected || options.Value.TellUnmarkedFailures;

    /// <summary>Cores up to 1.8 mark what they rejected; later ones tell a rejected command like one that waits for approval (fineract-hooks.md 5.3).</summary>
    private static TransactionCode FailureOf(MoneyEvent failed) =>
        failed.Body is { } body && FailureMark.IsOn(body) ? TransactionCodes.Rejected : TransactionCodes.NotCarriedOut;

    private static void RingIf(Bell bell, bool hasNews)
    {
        if (hasNews)
        {
            bell.Ring();
        }
    }

    /// <summary>A stretch of a record.</summary>
    /// <param name="IsJump">Nobody listens: straight to the end, nothing is read.</param>
    private readonly record struct Span(long After, long To, bool HasMore, bool IsJump)
    {
        public bool IsEmpty => To <= After;

        public static Span Of(long after, long end, bool hasListeners) =>
            hasListeners ? new Span(after, Math.Min(end, after + Stretch), end > after + Stretch, IsJump: false) : new Span(after, end, HasMore: false, IsJump: true);
    }

    private sealed record Ends
    {
        public bool HasListeners { get; init; }

        public long EventFrom { get; init; }

        public long EventTo { get; init; }

        public long ChangeFrom { get; init; }

        public long ChangeTo { get; init; }
    }

    private sealed record MoneyEvent
    {
        public long Id { get; init; }

        public long TenantId { get; init; }

        public string Entity { get; init; } = "";

        public string Action { get; init; } = "";

        public string? Reason { get; init; }

        public Dialect Dialect { get; init; }

        public long ReceivedAt { get; init; }

        public long? ResourceId { get; init; }

        public long? SubResourceId { get; init; }

        public long? ClientId { get; init; }

        public long? LoanId { get; init; }

        public long? SavingsId { get; init; }

        public byte[]? Body { get; init; }
    }
}
