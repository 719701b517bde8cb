using SmsBridge.Store;

namespace SmsBridge.Partners.Notices.Delivery;

/// <summary>Prepared statements that record a try, which run once per notification.</summary>
internal sealed class DeliveryStatements(WriteSession session) : IDisposable
{
    private readonly PreparedStatement _insert = session.Prepare("""
        INSERT INTO delivery (notification_id, number, started_at, duration, status, detail, response) VALUES (@notificationId, @number, @startedAt, @duration, @status, @detail, @response)
        ON CONFLICT DO NOTHING
        """, "notificationId", "number", "startedAt", "duration", "status", "detail", "response");

    // One that was held while it was on its way stays so, unless it arrived.
    private readonly PreparedStatement _update = session.Prepare("""
        UPDATE notification SET attempts = @attempts, tries = tries + 1, due_at = CASE WHEN state = 1 THEN @dueAt END,
            state = CASE WHEN state = 1 OR @state = 2 THEN @state ELSE state END, final_at = @finalAt
        WHERE id = @id AND attempts < @attempts
        """, "id", "attempts", "dueAt", "state", "finalAt");

    // The plus signs keep the planner from walking a subscription's whole backlog instead of the transaction's few rows.
    private readonly PreparedStatement _postpone = session.Prepare("""
        UPDATE notification SET due_at = @dueAt WHERE event_id = @eventId AND +subscription_id = @subscriptionId AND id > @id AND +due_at < @dueAt
        """, "id", "eventId", "subscriptionId", "dueAt");

    public void Record(long subscriptionId, DeliveryOutcome outcome, long now)
    {
        var (notification, result) = (outcome.Notification, outcome.Result);
        var number = (long)notification.Attempts + 1;
        _insert.Bind(1, notification.Id);
        _insert.Bind(2, number);
        _insert.Bind(3, result.StartedAt.ToUnixTimeMilliseconds());
        _insert.Bind(4, (long)result.Duration.TotalMilliseconds);
        _insert.Bind(5, (long?)result.Status);
        _insert.Bind(6, result.Detail);
        _insert.Bind(7, result.Response);
        _insert.Execute();

        var dueAt = outcome.DueAt?.ToUnixTimeMilliseconds();
        _update.Bind(1, notification.Id);
        _update.Bind(2, number);
        _update.Bind(3, dueAt);
        _update.Bind(4, (long)outcome.State);
        _update.Bind(5, outcome.State == NotificationState.Waiting ? null : now);
        _update.Execute();
        if (dueAt is { } later)
        {
            Postpone(subscriptionId, notification, later);
        }
    }

    public void Dispose()
    {
        _insert.Dispose();
        _update.Dispose();
        _postpone.Dispose();
    }

    /// <summary>What came after it about the same transaction stays after it.</summary>
    private void Postpone(long subscriptionId, DueNotification notification, long later)
    {
        _postpone.Bind(1, notification.Id);
        _postpone.Bind(2, notification.EventId);
        _postpone.Bind(3, subscriptionId);
        _postpone.Bind(4, later);
        _postpone.Execute();
    }
}
