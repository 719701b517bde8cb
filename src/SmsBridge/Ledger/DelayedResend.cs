using System.Globalization;
using SmsBridge.Gateways;
using SmsBridge.Messages;
using SmsBridge.Numbers;
using SmsBridge.Store;

namespace SmsBridge.Ledger;

/// <summary>
/// One more SMS, later, for a message that the carrier failed for a reason that may pass (twilio.md 5). At most one in a message's life, only
/// after the failure is certain, never past its expiry, never for who opted out. It goes the whole way again, look-up included, and until then a
/// late "delivered" of the first SMS cancels it as it would any try.
/// </summary>
internal sealed class DelayedResend(MessageExpiry expiry, TimeProvider time)
{
    /// <summary>At once, by the tenant's next route, inside the transaction that settles the failure. Not past its expiry.</summary>
    /// <returns>True when the message waits for it now.</returns>
    public bool Reroute(WriteSession session, Receipt failure)
    {
        if (failure.NextRoute is not { } route)
        {
            return false;
        }

        var now = time.GetUtcNow();
        var message = Find(session, failure.MessageId);
        var number = session.Scalar<int?>("SELECT MAX(number) FROM attempt WHERE event_id = @MessageId AND provider_id = @ProviderId", new { failure.MessageId, failure.ProviderId });
        if (number is null || message.TenantDeletedAt is not null || expiry.IsPast(new EventType(message.Entity, message.Action), now - message.Since))
        {
            return false;
        }

        var (at, detail) = (now.ToUnixTimeMilliseconds(), $"On by route {route}: it was not delivered ({failure.ErrorCode ?? failure.ProviderStatus}).");
        session.Execute(Transitions.Rerouted.Sql, new { messageId = failure.MessageId, reason = Reasons.NextRoute, detail, now = at });
        Attempts.Hopped(session, failure.MessageId, number.Value, RouteHop.Left | RouteHop.ForGood);
        StatusChanges.Add(session, failure.MessageId, at, MessageStatus.Queued, Sources.Relay, Reasons.NextRoute, detail);
        return true;
    }

    /// <summary>Inside the transaction that settles the failure.</summary>
    /// <returns>True when the message waits for its resend now.</returns>
    public bool Plan(WriteSession session, Receipt failure)
    {
        if (failure.ResendAfter is not { } after)
        {
            return false;
        }

        var now = time.GetUtcNow();
        var dueAt = now + after;
        var message = Find(session, failure.MessageId);
        if (message.ResendAt is not null || message.TenantDeletedAt is not null
            || expiry.IsPast(new EventType(message.Entity, message.Action), dueAt - message.Since)
            || OptOuts.IsOptedOut(session, message.TenantId, Msisdn.FromE164(message.Recipient)))
        {
            return false;
        }

        var detail = string.Create(CultureInfo.InvariantCulture, $"One more SMS on {dueAt:d MMMM} at {dueAt:HH:mm} UTC, because of {failure.ErrorCode}.");
        session.Execute(Transitions.Planned.Sql, new
        {
            messageId = failure.MessageId, detail, due = dueAt.ToUnixTimeMilliseconds(), now = now.ToUnixTimeMilliseconds(), reason = Reasons.ResendPlanned,
        });
        StatusChanges.Add(
            session, failure.MessageId, now.ToUnixTimeMilliseconds(), MessageStatus.Queued, Sources.Relay, Reasons.ResendPlanned, detail);
        return true;
    }

    private static FailedMessage Find(WriteSession session, long messageId) => session.QueryFirst<FailedMessage>("""
        SELECT message.tenant_id AS TenantId, event_type.entity AS Entity, event_type.action AS Action, queued_at AS QueuedAt, message.sender AS Sender, recipient AS Recipient,
            resend_at AS ResendAt, deleted_at AS TenantDeletedAt,
            (SELECT MIN(started_at) FROM attempt WHERE attempt.event_id = message.event_id
                AND EXISTS (SELECT 1 FROM digest_part WHERE digest_part.event_id = message.event_id AND carrier_id IS NOT NULL)) AS DigestAt
        FROM message JOIN event_type ON event_type.id = message.type_id LEFT JOIN tenant ON tenant.id = message.tenant_id WHERE event_id = @messageId
        """, new { messageId })!;

    private sealed record FailedMessage
    {
        public long TenantId { get; init; }

        public string Entity { get; init; } = "";

        public string Action { get; init; } = "";

        public long QueuedAt { get; init; }

        /// <summary>When it was first sent, of a digest: the oldest receipt in it carries it, and may be a day old then.</summary>
        public long? DigestAt { get; init; }

        /// <summary>From when on it ages.</summary>
        public DateTimeOffset Since => StoredTime.At(DigestAt ?? QueuedAt);

        public string Sender { get; init; } = "";

        public string Recipient { get; init; } = "";

        public long? ResendAt { get; init; }

        public long? TenantDeletedAt { get; init; }
    }
}
