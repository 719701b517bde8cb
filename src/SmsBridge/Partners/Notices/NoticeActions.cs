using System.Globalization;
using SmsBridge.Operators;
using SmsBridge.Partners.Notices.Delivery;
using SmsBridge.Store;

namespace SmsBridge.Partners.Notices;

/// <summary>What people can do about notifications: the verbs behind console and command line. Done means on disk, and on the audit.</summary>
/// <param name="delivery">Null where nothing is posted: in a command beside the service, which sees the change at its next poll.</param>
internal sealed class NoticeActions(
    Database database, AuditLog audit, DeliveryBell bell, TimeProvider time, DeliveryWorker? delivery = null)
{
    private const int MostAtOnce = 1_000;

    /// <summary>Posts one notification again, whatever became of it, under its own <c>webhook-id</c>.</summary>
    /// <returns>False when there is none, it waits anyway, its subscription is told nothing now or not of this tenant any more, or more has been said since.</returns>
    public async Task<bool> ResendAsync(long notificationId, Actor by)
    {
        var subscriptionId = await database.WriteAsync(session =>
        {
            var found = session.QueryFirst<long?>($"""
            UPDATE notification SET state = 1, due_at = @Now, tries = 0, final_at = NULL
            WHERE id = @notificationId AND state <> 1 AND {NoticeScope.MayBeTold} AND {NoticeScope.IsNotOutdated} AND EXISTS (
                SELECT 1 FROM subscription WHERE subscription.id = subscription_id AND disabled_at IS NULL AND deleted_at IS NULL)
            RETURNING subscription_id
            """, new { notificationId, Now = Now() });
            RecordIf(session, found is not null, by.Did(AuditActions.Resend, Text($"notification {notificationId}")));
            return found;
        });
        Wake(subscriptionId);
        return subscriptionId is not null;
    }

    /// <summary>
    /// Posts again what a subscription missed: notifications made from <paramref name="from"/> to before <paramref name="to"/> that were given up
    /// or held, oldest first, each under its own <c>webhook-id</c>. Some at a time, so that hooks do not wait for it.
    /// </summary>
    /// <returns>How many; none while the subscription is disabled.</returns>
    public async Task<int> RecoverSinceAsync(long subscriptionId, DateTimeOffset from, DateTimeOffset to, Actor by)
    {
        var total = 0;
        var after = 0L;
        await audit.RecordAsync(by.Did(AuditActions.PartnerRecover, Text($"subscription {subscriptionId}"), after: Text($"{from:u} to {to:u}")));
        while (true)
        {
            var (count, last) = await database.WriteAsync(session => Recover(session, subscriptionId, from, to, after));
            total += count;
            after = last;
            if (count < MostAtOnce)
            {
                Wake(subscriptionId);
                return total;
            }
        }
    }

    /// <summary>Puts an example into the queue, signed like any other, that names no real transaction.</summary>
    /// <returns>The notification's id; null when the subscription is told nothing now.</returns>
    public async Task<long?> SendExampleAsync(long subscriptionId, Actor by)
    {
        var id = await database.WriteAsync(session =>
        {
            var listener = session.QueryFirst<Listener>($"""
                SELECT {Listener.Columns} FROM subscription JOIN partner ON partner.id = subscription.partner_id
                WHERE subscription.id = @subscriptionId AND subscription.deleted_at IS NULL AND partner.deleted_at IS NULL
                """, new { subscriptionId });
            if (listener is null or { IsDisabled: true })
            {
                return (long?)null;
            }

            var now = Now();
            StatusNotices.Add(session, listener, eventId: 0, Occasion.Example, NotificationBody.BuildExample(listener, now), now);
            var added = session.Scalar<long>("SELECT last_insert_rowid()");
            audit.Record(session, by.Did(AuditActions.PartnerExample, Text($"subscription {subscriptionId}")));
            return added;
        });
        Wake(id is null ? null : subscriptionId);
        return id;
    }

    /// <summary>Nothing is posted until it is enabled; what happens meanwhile is held.</summary>
    public Task<bool> DisableAsync(long subscriptionId, Actor by) => database.WriteAsync(session =>
    {
        var disabled = session.Execute("""
            UPDATE subscription SET disabled_at = @Now, disabled_reason = @ByOperator WHERE id = @subscriptionId AND disabled_at IS NULL AND deleted_at IS NULL
            """, new { subscriptionId, Now = Now(), DisabledReasons.ByOperator }) == 1;
        return RecordIf(session, disabled, by.Did(AuditActions.PartnerChange, Text($"subscription {subscriptionId}"), after: "disabled"));
    });

    /// <summary>New notifications are posted again. What was held stays so until <see cref="RecoverSinceAsync"/>: the partner may have caught up otherwise.</summary>
    public async Task<bool> EnableAsync(long subscriptionId, Actor by)
    {
        var enabled = await database.WriteAsync(session => RecordIf(session, session.Execute("""
            UPDATE subscription SET disabled_at = NULL, disabled_reason = NULL, failing_since = NULL
            WHERE id = @subscriptionId AND disabled_at IS NOT NULL AND deleted_at IS NULL
            """, new { subscriptionId }) == 1, by.Did(AuditActions.PartnerChange, Text($"subscription {subscriptionId}"), after: "enabled")));
        Wake(enabled ? subscriptionId : null);
        return enabled;
    }

    private (int Count, long Last) Recover(WriteSession session, long subscriptionId, DateTimeOffset from, DateTimeOffset to, long after)
    {
        var recovered = session.Query<long>($"""
            UPDATE notification SET state = 1, due_at = @Now, tries = 0, final_at = NULL
            WHERE id IN (
                SELECT id FROM notification
                WHERE subscription_id = @subscriptionId AND id > @after AND state IN (3, 4) AND created_at >= @From AND created_at < @To
                    AND {NoticeScope.MayBeTold} AND {NoticeScope.IsNotOutdated}
                ORDER BY id LIMIT @MostAtOnce)
                AND EXISTS (SELECT 1 FROM subscription WHERE subscription.id = @subscriptionId AND disabled_at IS NULL AND deleted_at IS NULL)
            RETURNING id
            """, new { subscriptionId, after, MostAtOnce, Now = Now(), From = from.ToUnixTimeMilliseconds(), To = to.ToUnixTimeMilliseconds() });
        return (recovered.Count, recovered.Count == 0 ? after : recovered.Max());
    }

    private bool RecordIf(WriteSession session, bool done, AuditEntry entry)
    {
        if (done)
        {
            audit.Record(session, entry);
        }

        return done;
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private void Wake(long? subscriptionId)
    {
        if (subscriptionId is { } known)
        {
            delivery?.Forgive(known);
            bell.Ring();
        }
    }

    private long Now() => time.GetUtcNow().ToUnixTimeMilliseconds();
}
