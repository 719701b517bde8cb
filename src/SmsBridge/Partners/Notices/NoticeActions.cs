using Microsoft.Extensions.Options;
using SmsBridge.Partners.Notices.Delivery;
using SmsBridge.Storage;

namespace SmsBridge.Partners.Notices;

/// <summary>What people can do about notifications: the verbs behind console and command line. Done means on disk.</summary>
/// <param name="delivery">Null where nothing is posted: in a command beside the service, which sees the change at its next poll.</param>
internal sealed class NoticeActions(
    Database database, SecretBox secrets, DeliveryBell bell, IOptions<PartnerOptions> options, TimeProvider time, DeliveryWorker? delivery = null)
{
    private const int MostAtOnce = 1_000;

    /// <summary>Posts one notification again, whatever became of it, under its own <c>webhook-id</c>.</summary>
    /// <returns>False when there is none, it waits anyway, or its subscription is told nothing now.</returns>
    public async Task<bool> ResendAsync(long notificationId)
    {
        var subscriptionId = await database.WriteAsync(session => session.QueryFirst<long?>("""
            UPDATE notification SET state = 1, due_at = @Now, tries = 0, final_at = NULL
            WHERE id = @notificationId AND state <> 1 AND EXISTS (
                SELECT 1 FROM subscription WHERE subscription.id = subscription_id AND disabled_at IS NULL AND deleted_at IS NULL)
            RETURNING subscription_id
            """, new { notificationId, Now = Now() }));
        Wake(subscriptionId);
        return subscriptionId is not null;
    }

    /// <summary>
    /// Posts again what a subscription missed: notifications made from <paramref name="from"/> to before <paramref name="to"/> that were given up
    /// or held, oldest first, each under its own <c>webhook-id</c>. Some at a time, so that hooks do not wait for it.
    /// </summary>
    /// <returns>How many; none while the subscription is disabled.</returns>
    public async Task<int> RecoverSinceAsync(long subscriptionId, DateTimeOffset from, DateTimeOffset to)
    {
        var total = 0;
        var after = 0L;
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
    public async Task<long?> SendExampleAsync(long subscriptionId)
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
            return session.Scalar<long>("SELECT last_insert_rowid()");
        });
        Wake(id is null ? null : subscriptionId);
        return id;
    }

    /// <summary>
    /// A new secret; the one before it signs too for a day (<c>Partners:PreviousSecretGrace</c>), so that the partner can change over without a
    /// gap.
    /// </summary>
    /// <returns>The new secret, shown this once; null when there is no such subscription.</returns>
    public async Task<string?> RotateSecretAsync(long subscriptionId)
    {
        var secret = WebhookSignature.NewSecret();
        var rotated = await database.WriteAsync(session =>
        {
            var row = session.QueryFirst<SubscriptionRow>(
                $"SELECT {SubscriptionRow.Columns} FROM subscription WHERE id = @subscriptionId AND deleted_at IS NULL", new { subscriptionId });
            return row is not null && session.Execute("""
                UPDATE subscription SET previous_secret = secret, previous_secret_until = @Until, secret = @Secret, updated_at = @Now WHERE id = @subscriptionId
                """, new
            {
                subscriptionId, Now = Now(), Until = Now() + (long)options.Value.PreviousSecretGrace.TotalMilliseconds,
                Secret = secrets.Seal(secret, SubscriptionRow.Purpose(row.PartnerId, row.Reference)),
            }) == 1;
        });
        return rotated ? secret : null;
    }

    /// <summary>Nothing is posted until it is enabled; what happens meanwhile is held.</summary>
    public Task<bool> DisableAsync(long subscriptionId) => database.WriteAsync(session => session.Execute("""
        UPDATE subscription SET disabled_at = @Now, disabled_reason = @ByOperator WHERE id = @subscriptionId AND disabled_at IS NULL AND deleted_at IS NULL
        """, new { subscriptionId, Now = Now(), DisabledReasons.ByOperator }) == 1);

    /// <summary>New notifications are posted again. What was held stays so until <see cref="RecoverSinceAsync"/>: the partner may have caught up otherwise.</summary>
    public async Task<bool> EnableAsync(long subscriptionId)
    {
        var enabled = await database.WriteAsync(session => session.Execute("""
            UPDATE subscription SET disabled_at = NULL, disabled_reason = NULL, failing_since = NULL
            WHERE id = @subscriptionId AND disabled_at IS NOT NULL AND deleted_at IS NULL
            """, new { subscriptionId }) == 1);
        Wake(enabled ? subscriptionId : null);
        return enabled;
    }

    private (int Count, long Last) Recover(WriteSession session, long subscriptionId, DateTimeOffset from, DateTimeOffset to, long after)
    {
        var recovered = session.Query<long>("""
            UPDATE notification SET state = 1, due_at = @Now, tries = 0, final_at = NULL
            WHERE id IN (
                SELECT id FROM notification
                WHERE subscription_id = @subscriptionId AND id > @after AND state IN (3, 4) AND created_at >= @From AND created_at < @To
                ORDER BY id LIMIT @MostAtOnce)
                AND EXISTS (SELECT 1 FROM subscription WHERE subscription.id = @subscriptionId AND disabled_at IS NULL AND deleted_at IS NULL)
            RETURNING id
            """, new { subscriptionId, after, MostAtOnce, Now = Now(), From = from.ToUnixTimeMilliseconds(), To = to.ToUnixTimeMilliseconds() });
        return (recovered.Count, recovered.Count == 0 ? after : recovered.Max());
    }

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
