using System.Globalization;
using Dapper;
using SmsBridge.Operators;
using SmsBridge.Partners.Notices.Delivery;
using SmsBridge.Store;

namespace SmsBridge.Partners.Notices;

/// <summary>What people can do about notifications: the verbs behind console and command line. Done means on disk, and on the audit.</summary>
internal sealed class NoticeActions(
    Database database, AuditLog audit, DeliveryBell bell, DeliveryOutbox outbox, DeliveryWorker delivery, TimeProvider time)
{
    private const int MostAtOnce = 1_000;
    private const int MostCounted = 10_000;

    private const string ListenerSql =
        $"SELECT {Listener.Columns} FROM subscription JOIN partner ON partner.id = subscription.partner_id WHERE subscription.id = @subscriptionId";

    /// <summary>Posts one notification again, whatever became of it, under its own <c>webhook-id</c>.</summary>
    /// <returns>None when it is queued, else why nothing was done.</returns>
    public async Task<NoticeBar> ResendAsync(long notificationId, Actor by)
    {
        var (bar, subscriptionId) = await database.WriteAsync(session =>
        {
            var (found, owner) = session.QueryFirst<(NoticeBar, long)>(
                $"SELECT {NoticeScope.Bar}, notification.subscription_id FROM {NoticeScope.WithOwners} WHERE notification.id = @notificationId", new { notificationId });
            if (owner == 0)
            {
                return (NoticeBar.Ended, owner);
            }

            if (found == NoticeBar.None)
            {
                session.Execute(
                    "UPDATE notification SET state = 1, due_at = @Now, tries = 0, final_at = NULL WHERE id = @notificationId", new { notificationId, Now = Now() });
                audit.Record(session, by.Did(AuditActions.Resend, Text($"{Subject(session, owner)}, notification {notificationId}")));
            }

            return (found, owner);
        });
        Wake(bar == NoticeBar.None ? subscriptionId : null);
        return bar;
    }

    /// <summary>
    /// Posts again what a subscription missed: notifications made from <paramref name="from"/> to before <paramref name="to"/> that were given up
    /// or held, oldest first, each under its own <c>webhook-id</c>. Some at a time, so that hooks do not wait for it.
    /// </summary>
    /// <returns>How many, and how many stay as they are; none is posted while the subscription is disabled.</returns>
    public async Task<NoticesRecovered> RecoverSinceAsync(long subscriptionId, DateTimeOffset from, DateTimeOffset to, Actor by)
    {
        var total = 0;
        var after = 0L;
        await database.WriteAsync(session =>
        {
            audit.Record(session, by.Did(AuditActions.PartnerRecover, Subject(session, subscriptionId), after: Text($"{from:u} to {to:u}")));
            return true;
        });
        while (true)
        {
            var (count, last) = await database.WriteAsync(session => Recover(session, subscriptionId, from, to, after));
            total += count;
            after = last;
            if (count < MostAtOnce)
            {
                Wake(subscriptionId);
                return await LeftAsync(subscriptionId, from, to, total);
            }
        }
    }

    private async Task<NoticesRecovered> LeftAsync(long subscriptionId, DateTimeOffset from, DateTimeOffset to, int sent)
    {
        await using var connection = await database.OpenBriefReadAsync();
        var left = (await connection.QueryAsync<(NoticeBar Bar, int Count)>(
            $"""
            SELECT Bar, COUNT(*) FROM (
                SELECT {NoticeScope.Bar} AS Bar FROM {NoticeScope.WithOwners}
                WHERE notification.subscription_id = @subscriptionId AND notification.state IN (3, 4) AND notification.created_at >= @From
                    AND notification.created_at < @To
                LIMIT @MostCounted) AS barred
            GROUP BY Bar
            """, new { subscriptionId, MostCounted, From = from.ToUnixTimeMilliseconds(), To = to.ToUnixTimeMilliseconds() }))
            .ToDictionary(row => row.Bar, row => row.Count);
        return new NoticesRecovered(sent, left.GetValueOrDefault(NoticeBar.NotTold), left.GetValueOrDefault(NoticeBar.Outdated), left.GetValueOrDefault(NoticeBar.Erased));
    }

    /// <summary>Puts an example into the queue, signed like any other, that names no real transaction.</summary>
    /// <returns>The notification's id; null when the subscription is told nothing now.</returns>
    public async Task<long?> SendExampleAsync(long subscriptionId, Actor by)
    {
        var id = await database.WriteAsync(session =>
        {
            var listener = session.QueryFirst<Listener>($"{ListenerSql} AND subscription.deleted_at IS NULL AND partner.deleted_at IS NULL", new { subscriptionId });
            if (listener is null or { IsDisabled: true })
            {
                return (long?)null;
            }

            var now = Now();
            var added = StatusNotices.AddExample(session, listener, NotificationBody.BuildExample(listener, now), now);
            audit.Record(session, by.Did(AuditActions.PartnerExample, Subject(session, subscriptionId)));
            return added;
        });
        Wake(id is null ? null : subscriptionId);
        return id;
    }

    /// <summary>Nothing is posted until it is enabled; what waits is held, and what happens meanwhile.</summary>
    public async Task<bool> DisableAsync(long subscriptionId, Actor by)
    {
        var disabled = await database.WriteAsync(session => RecordIf(session, session.Execute("""
            UPDATE subscription SET disabled_at = @Now, disabled_reason = @ByOperator WHERE id = @subscriptionId AND disabled_at IS NULL AND deleted_at IS NULL
            """, new { subscriptionId, Now = Now(), DisabledReasons.ByOperator }) == 1, subscriptionId, by, "disabled"));
        await outbox.HoldAllAsync(subscriptionId);
        return disabled;
    }

    /// <summary>New notifications are posted again. What was held stays so until <see cref="RecoverSinceAsync"/>: the partner may have caught up otherwise.</summary>
    public async Task<bool> EnableAsync(long subscriptionId, Actor by)
    {
        var enabled = await database.WriteAsync(session => RecordIf(session, session.Execute("""
            UPDATE subscription SET disabled_at = NULL, disabled_reason = NULL, failing_since = NULL
            WHERE id = @subscriptionId AND disabled_at IS NOT NULL AND deleted_at IS NULL
            """, new { subscriptionId }) == 1, subscriptionId, by, "enabled"));
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
                    AND {NoticeScope.MayBeTold} AND {NoticeScope.IsNotOutdated} AND {NoticeScope.IsNotErased}
                ORDER BY id LIMIT @MostAtOnce)
                AND EXISTS (SELECT 1 FROM subscription WHERE subscription.id = @subscriptionId AND disabled_at IS NULL AND deleted_at IS NULL)
            RETURNING id
            """, new { subscriptionId, after, MostAtOnce, Now = Now(), From = from.ToUnixTimeMilliseconds(), To = to.ToUnixTimeMilliseconds() });
        return (recovered.Count, recovered.Count == 0 ? after : recovered.Max());
    }

    private bool RecordIf(WriteSession session, bool done, long subscriptionId, Actor by, string after)
    {
        if (done)
        {
            audit.Record(session, by.Did(AuditActions.PartnerChange, Subject(session, subscriptionId), after: after));
        }

        return done;
    }

    private static string Subject(WriteSession session, long subscriptionId) =>
        session.QueryFirst<Listener>(ListenerSql, new { subscriptionId }) is { } found
            ? SubscriptionStore.Subject(found.PartnerCode, found.Reference)
            : Text($"subscription {subscriptionId}");

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private void Wake(long? subscriptionId)
    {
        if (subscriptionId is { } known)
        {
            delivery.Forgive(known);
            bell.Ring();
        }
    }

    private long Now() => time.GetUtcNow().ToUnixTimeMilliseconds();
}

/// <summary>What became of a subscription's notifications that were given up or held.</summary>
/// <param name="Sent">To be posted again.</param>
/// <param name="NotTold">Left: the partner is not told of their tenant any more.</param>
/// <param name="Outdated">Left: more has been said of their transactions since.</param>
/// <param name="Erased">Left: what they said of a client was erased.</param>
internal sealed record NoticesRecovered(int Sent, int NotTold, int Outdated, int Erased = 0);
