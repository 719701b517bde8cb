using Dapper;
using Microsoft.Extensions.Options;
using SmsBridge.Store;

namespace SmsBridge.Partners.Notices.Delivery;

/// <summary>
/// With <see cref="StatusNotices"/>, which adds to it, sole writer of <c>notification</c>, and of <c>delivery</c>; of <c>subscription</c> it keeps
/// how its receiver is: failing since, disabled, gone. Every verb is one transaction.
/// </summary>
internal sealed class DeliveryOutbox(Database database, WorkLeases leases, IOptions<NoticeOptions> options, TimeProvider time)
{
    private const int MostHeldAtOnce = 1_000;

    /// <inheritdoc cref="IFollowsClock.SetBack(WriteSession, long, long)"/>
    public static void SetBack(WriteSession session, long latest, long by) =>
        session.Execute("UPDATE notification SET due_at = due_at - @by WHERE due_at > @latest", new { latest, by });

    /// <summary>Subscriptions with something to be posted now. Jumps from one to the next in the index: backlogs do not matter.</summary>
    public async Task<List<DueSubscription>> DueSubscriptionsAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenBriefReadAsync();
        var due = await connection.QueryAsync<DueSubscription>(new CommandDefinition("""
            WITH RECURSIVE waiting (subscription_id) AS (
                SELECT (SELECT MIN(subscription_id) FROM notification WHERE due_at IS NOT NULL)
                UNION ALL
                SELECT (SELECT MIN(other.subscription_id) FROM notification AS other
                    WHERE other.due_at IS NOT NULL AND other.subscription_id > waiting.subscription_id)
                FROM waiting WHERE waiting.subscription_id IS NOT NULL
            )
            SELECT subscription_id AS Id, COALESCE((SELECT partner_id FROM subscription WHERE subscription.id = waiting.subscription_id), 0) AS PartnerId
            FROM waiting
            WHERE subscription_id IS NOT NULL
                AND EXISTS (SELECT 1 FROM notification AS due WHERE due.subscription_id = waiting.subscription_id AND due.due_at <= @Now)
            """, new { Now = Now() }, cancellationToken: cancellationToken));
        return due.AsList();
    }

    /// <summary>In the order they are to be posted in: about one transaction, a later one is never due earlier.</summary>
    /// <param name="after">Read up to here before, perhaps not all recorded yet; null: from the beginning.</param>
    public async Task<List<DueNotification>> DueAsync(long subscriptionId, DueNotification? after, int limit, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenBriefReadAsync();
        var due = await connection.QueryAsync<DueNotification>(new CommandDefinition("""
            SELECT id AS Id, due_at AS DueAt, event_id AS EventId, webhook_id AS WebhookId, body AS Body, attempts AS Attempts, tries AS Tries
            FROM notification 
            WHERE subscription_id = @subscriptionId AND due_at <= @Now AND (due_at, id) > (@AfterDue, @AfterId) ORDER BY due_at, id LIMIT @limit
            """, new { subscriptionId, limit, Now = Now(), AfterDue = after?.DueAt ?? long.MinValue, AfterId = after?.Id ?? 0 }, cancellationToken: cancellationToken));
        return due.AsList();
    }

    /// <summary>The subscription, secrets sealed, also when it has ended; null when there never was one.</summary>
    public async Task<(SubscriptionRow Row, bool IsDeleted)?> FindSubscriptionAsync(long subscriptionId, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenBriefReadAsync();
        var row = await connection.QueryFirstOrDefaultAsync<SubscriptionRow>(new CommandDefinition(
            $"SELECT {SubscriptionRow.Columns} FROM subscription WHERE id = @subscriptionId", new { subscriptionId }, cancellationToken: cancellationToken));
        return row is null ? null : (row, await connection.ExecuteScalarAsync<bool>(new CommandDefinition("""
            SELECT EXISTS (
                SELECT 1 FROM subscription JOIN partner ON partner.id = subscription.partner_id
                WHERE subscription.id = @subscriptionId AND (subscription.deleted_at IS NOT NULL OR partner.deleted_at IS NOT NULL))
            """, new { subscriptionId }, cancellationToken: cancellationToken)));
    }

    /// <summary>To post to it, and to record what came of it.</summary>
    /// <returns>Null: another process is at it.</returns>
    public ValueTask<WorkLease?> LeaseAsync(long subscriptionId) => leases.TakeAsync($"subscription {subscriptionId}");

    /// <returns>False: another process has taken it over.</returns>
    public ValueTask<bool> KeepAsync(WorkLease lease) => leases.KeepAsync(lease);

    /// <summary>Records tries in the order they were made, and what they say about the receiver.</summary>
    /// <exception cref="WorkLeaseLostException">Another process has taken it over, and posts them again.</exception>
    public Task<SubscriptionChange> RecordAsync(WorkLease lease, long subscriptionId, IReadOnlyList<DeliveryOutcome> outcomes) => database.WriteAsync(session =>
    {
        lease.Check(session);
        var now = Now();
        var statements = session.Statements(static session => new DeliveryStatements(session));
        foreach (var outcome in outcomes)
        {
            statements.Record(subscriptionId, outcome, now);
        }

        return Judge(session, subscriptionId, outcomes, now);
    });

    /// <summary>
    /// Takes what waits out of the queue of a subscription that is told nothing for now; nothing when it was enabled meanwhile. Some at a time: hooks have
    /// their turn in between.
    /// </summary>
    public async Task HoldAllAsync(long subscriptionId)
    {
        while (await HoldAsync(subscriptionId) == MostHeldAtOnce)
        {
        }
    }

    private Task<int> HoldAsync(long subscriptionId) => database.WriteAsync(session => session.Execute("""
        UPDATE notification SET state = 4, due_at = NULL
        WHERE id IN (SELECT id FROM notification WHERE subscription_id = @subscriptionId AND due_at IS NOT NULL ORDER BY due_at LIMIT @MostHeldAtOnce)
            AND NOT EXISTS (
                SELECT 1 FROM subscription JOIN partner ON partner.id = subscription.partner_id
                WHERE subscription.id = @subscriptionId
                    AND subscription.disabled_at IS NULL AND subscription.deleted_at IS NULL AND partner.deleted_at IS NULL)
        """, new { subscriptionId, MostHeldAtOnce }));

    private SubscriptionChange Judge(WriteSession session, long subscriptionId, IReadOnlyList<DeliveryOutcome> outcomes, long now)
    {
        var failures = outcomes.Reverse().TakeWhile(outcome => !outcome.Result.IsSuccess).ToList();
        if (failures.Count < outcomes.Count)
        {
            session.Execute("UPDATE subscription SET failing_since = NULL WHERE id = @subscriptionId AND failing_since IS NOT NULL", new { subscriptionId });
        }

        if (failures.Count == 0)
        {
            return SubscriptionChange.None;
        }

        session.Execute(
            "UPDATE subscription SET failing_since = @Since WHERE id = @subscriptionId AND failing_since IS NULL",
            new { subscriptionId, Since = failures[^1].Result.StartedAt.ToUnixTimeMilliseconds() });
        if (failures.Exists(failure => failure.Result.IsGone))
        {
            var isEnded = session.Execute($"""
                UPDATE subscription SET disabled_at = @Now, disabled_reason = @Gone, {SubscriptionStore.End} WHERE id = @subscriptionId AND deleted_at IS NULL
                """, new { subscriptionId, Now = now, DisabledReasons.Gone }) == 1;
            OlderSecrets.ForgetEnded(session);
            return isEnded ? SubscriptionChange.Unsubscribed : SubscriptionChange.None;
        }

        return session.Execute("""
            UPDATE subscription SET disabled_at = @now, disabled_reason = @Failing
            WHERE id = @subscriptionId AND disabled_at IS NULL AND failing_since <= @Latest
            """, new { subscriptionId, now, DisabledReasons.Failing, Latest = now - (long)options.Value.DisableAfter.TotalMilliseconds }) == 1
            ? SubscriptionChange.Disabled
            : SubscriptionChange.None;
    }

    private long Now() => time.GetUtcNow().ToUnixTimeMilliseconds();
}
