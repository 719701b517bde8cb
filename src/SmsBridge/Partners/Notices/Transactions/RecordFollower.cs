using System.Data;
using Dapper;
using Microsoft.Extensions.Options;
using SmsBridge.Ledger;
using SmsBridge.Messages;
using SmsBridge.Store;

namespace SmsBridge.Partners.Notices.Transactions;

/// <summary>
/// Follows the two records, <c>event</c> and <c>status_change</c>, each by a <see cref="Feed"/>. What follows from a stretch is one transaction with the
/// position behind it: a crash at any point loses nothing and doubles nothing. Hooks and relay know nothing of it.
/// </summary>
internal sealed class RecordFollower(Database database, ConfirmationBell confirmations, DeliveryBell deliveries, IOptions<NoticeOptions> options, TimeProvider time)
{
    /// <summary>Rows read at once: bounds the write that follows.</summary>
    private const int Most = 1_000;

    private const string Positions = "partner_cursor";

    private static readonly string Types = string.Join(", ", TransactionKinds.Table.Select(row => $"('{row.Type.Entity}', '{row.Type.Action}')"));
    private static readonly string FinalStatuses = string.Join(
        ", ", Enum.GetValues<MessageStatus>().Where(status => status.IsFinal()).Select(status => (int)status));

    private readonly Feed _events = database.Dialect.FeedOf(Positions, "event");
    private readonly Feed _changes = database.Dialect.FeedOf(Positions, "status_change");

    /// <summary>Takes up what happened since the last time, a stretch of each record.</summary>
    /// <returns>True when there may be more.</returns>
    public async Task<bool> FollowAsync(CancellationToken cancellationToken)
    {
        var (events, changes, isUnread) = await NextAsync(cancellationToken);
        return await FollowEventsAsync(events, isUnread, cancellationToken) | await FollowChangesAsync(changes, isUnread, cancellationToken);
    }

    /// <summary>All of it, for tests and for a start after a long stop.</summary>
    public async Task CatchUpAsync(CancellationToken cancellationToken)
    {
        while (await FollowAsync(cancellationToken))
        {
        }
    }

    /// <returns>With whether nobody listens: then it is passed over unread.</returns>
    private async Task<(FeedStretch Events, FeedStretch Changes, bool IsUnread)> NextAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenBriefReadAsync();
        await using var moment = await connection.BeginTransactionAsync(IsolationLevel.Serializable, cancellationToken); // what is passed over came before anybody listened
        return await connection.ExecuteScalarAsync<bool>(new CommandDefinition(
            "SELECT EXISTS (SELECT 1 FROM subscription WHERE deleted_at IS NULL)", transaction: moment, cancellationToken: cancellationToken))
            ? (await _events.NextAsync(moment, Most, cancellationToken), await _changes.NextAsync(moment, Most, cancellationToken), false)
            : (await _events.ToEndAsync(moment, cancellationToken), await _changes.ToEndAsync(moment, cancellationToken), true);
    }

    private async Task<bool> FollowEventsAsync(FeedStretch stretch, bool isUnread, CancellationToken cancellationToken)
    {
        if (stretch.IsEmpty)
        {
            return false;
        }

        var found = isUnread ? [] : await ReadEventsAsync(stretch, cancellationToken);
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        var (added, told) = await database.WriteAsync(session =>
        {
            stretch.Move(session);
            var transactions = found.Select(ToTransaction).OfType<NewTransaction>().ToList();
            return (transactions.Count, transactions.Sum(transaction => MoneyTransactions.Add(session, transaction, now)));
        });
        RingIf(confirmations, added > 0);
        RingIf(deliveries, told > 0);
        return stretch.HasMore;
    }

    /// <summary>
    /// One statement, so one snapshot: an event type or a tenant that is new since belongs to events that are new since. Ignored events are
    /// those no SMS belongs to, and those that failed in the core. A transaction of a group is one, however many members are told of it.
    /// </summary>
    private async Task<List<MoneyEvent>> ReadEventsAsync(FeedStretch stretch, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenBriefReadAsync();
        var events = await connection.QueryAsync<MoneyEvent>(new CommandDefinition($"""
            SELECT event.id AS Id, event.tenant_id AS TenantId, event_type.entity AS Entity, event_type.action AS Action, event.verdict AS Verdict,
                event.reason AS Reason, event.dialect AS Dialect, event.received_at AS ReceivedAt, event.resource_id AS ResourceId,
                event.sub_resource_id AS SubResourceId, event.client_id AS ClientId, event.loan_id AS LoanId, event.savings_id AS SavingsId,
                event.body AS Body
            FROM event
            JOIN event_type ON event_type.id = event.type_id AND (event_type.entity, event_type.action) IN (VALUES {Types})
            JOIN tenant ON tenant.id = event.tenant_id
            WHERE {_events.Within} AND event.dialect <> {(int)Dialect.Member}
                AND (event.verdict = 1 OR (event.verdict = 3 AND event.reason IN ('{Reasons.NotHandled}', '{Reasons.FailedInCore}')))
                AND EXISTS (SELECT 1 FROM partner_tenant WHERE partner_tenant.identifier = tenant.identifier)
            ORDER BY event.id
            """, stretch.AddTo(new()), cancellationToken: cancellationToken));
        return events.AsList();
    }

    private async Task<bool> FollowChangesAsync(FeedStretch stretch, bool isUnread, CancellationToken cancellationToken)
    {
        if (stretch.IsEmpty)
        {
            return false;
        }

        var found = isUnread ? [] : await ReadChangesAsync(stretch, cancellationToken);
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        var told = await database.WriteAsync(session =>
        {
            stretch.Move(session);
            return found.Sum(eventId => MoneyTransactions.TellSms(session, eventId, now));
        });
        RingIf(deliveries, told > 0);
        return stretch.HasMore;
    }

    private async Task<List<long>> ReadChangesAsync(FeedStretch stretch, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenBriefReadAsync();
        var changed = await connection.QueryAsync<long>(new CommandDefinition($"""
            SELECT DISTINCT status_change.event_id
            FROM status_change JOIN money_transaction ON money_transaction.event_id = status_change.event_id
            WHERE {_changes.Within} AND status_change.status IN ({FinalStatuses})
            ORDER BY status_change.event_id
            """, stretch.AddTo(new()), cancellationToken: cancellationToken));
        return changed.AsList();
    }

    private NewTransaction? ToTransaction(MoneyEvent found)
    {
        var row = TransactionKinds.Of(new EventType(found.Entity, found.Action))!;
        var hasFailed = found.Reason == Reasons.FailedInCore || (found.ResourceId is null && found.Verdict != Verdict.Accepted); // an accepted one may have no key of its own
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

    private sealed record MoneyEvent
    {
        public long Id { get; init; }

        public long TenantId { get; init; }

        public string Entity { get; init; } = "";

        public string Action { get; init; } = "";

        public Verdict Verdict { get; init; }

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
