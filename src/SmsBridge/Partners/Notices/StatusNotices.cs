using SmsBridge.Messages;
using SmsBridge.Partners.Notices.Transactions;
using SmsBridge.Store;

namespace SmsBridge.Partners.Notices;

/// <summary>What a notification tells. Stored as these numbers; never renumber.</summary>
internal enum Occasion
{
    /// <summary>The core could not be asked at once.</summary>
    Pending = 1,

    /// <summary>The transaction has its final code.</summary>
    Final = 2,

    /// <summary>What became of the SMS, later than that.</summary>
    SmsFinal = 3,

    /// <summary>The SMS that was told as not delivered has arrived after all.</summary>
    SmsCorrection = 5,

    /// <summary>Nothing: sent on request, to try a receiver out.</summary>
    Example = 4,
}

/// <summary>Where a notification stands. Stored as these numbers; never renumber.</summary>
internal enum NotificationState
{
    Waiting = 1,
    Delivered = 2,

    /// <summary>Every try failed; kept until it is sent again on request.</summary>
    GivenUp = 3,

    /// <summary>Its subscription was disabled; kept until recovered.</summary>
    Held = 4,
}

/// <summary>Puts into the partners' outbox what a status gives rise to, inside the transaction that stores the status.</summary>
internal static class StatusNotices
{
    /// <summary>Tells every subscription that may know of the transaction, once per occasion.</summary>
    /// <returns>How many are to be told.</returns>
    public static int Tell(WriteSession session, MoneyTransaction transaction, Occasion occasion, long now)
    {
        var sms = session.QueryFirst<SmsStanding>("""
            SELECT status AS Status, recipient AS Recipient, error_code AS ErrorCode, segments AS Segments,
                (SELECT carrier_id FROM digest_part WHERE digest_part.event_id = message.event_id AND message.reason = @ToldInDigest) AS ToldIn
            FROM message WHERE event_id = @EventId AND (reason IS NULL OR reason <> @ToldToMembers)
            """, new { transaction.EventId, Reasons.ToldInDigest, Reasons.ToldToMembers }); // of a group's whose members are told there is no one SMS to tell of
        if (occasion == Occasion.SmsFinal && (sms is null || !sms.Status.IsFinal() || sms.Status == transaction.SmsTold || transaction.SmsTold == MessageStatus.Delivered))
        {
            return 0; // told already with the final code, under way anew, or delivered, which nothing takes back
        }

        var mayCorrect = occasion == Occasion.SmsFinal && sms?.Status == MessageStatus.Delivered && transaction.SmsTold is not null;

        if (occasion != Occasion.Pending && sms?.Status.IsFinal() == true)
        {
            session.Execute("UPDATE money_transaction SET sms_told = @Status WHERE event_id = @EventId", new { transaction.EventId, Status = (int)sms.Status });
        }

        var told = 0;
        foreach (var listener in Listeners(session, transaction, occasion))
        {
            var correction = mayCorrect ? SmsCorrections.Find(session, listener.SubscriptionId, transaction.EventId) : null;
            told += session.Execute(AddSql, Row(
                listener, transaction.EventId, correction is null ? occasion : Occasion.SmsCorrection,
                NotificationBody.Build(listener, transaction, sms, now, correction), transaction.Code, now));
        }

        return told;
    }

    /// <summary>After what still waits about the same transaction. (The plus sign keeps the planner from walking a subscription's whole backlog for it.)</summary>
    private const string AddSql = """
        INSERT INTO notification (subscription_id, event_id, occasion, webhook_id, body, code, created_at, due_at, state)
        VALUES (@SubscriptionId, @eventId, @Occasion, @WebhookId, @body, @Code, @now,
            CASE WHEN @IsDisabled = 1 THEN NULL ELSE (SELECT MAX(due_at) FROM (
                SELECT @now AS due_at UNION ALL SELECT due_at FROM notification WHERE event_id = @eventId AND +subscription_id = @SubscriptionId) AS waiting) END,
            CASE WHEN @IsDisabled = 1 THEN 4 ELSE 1 END)
        ON CONFLICT DO NOTHING
        """;

    /// <summary>Puts an example into the outbox, which names no transaction.</summary>
    /// <returns>Its number.</returns>
    public static long AddExample(WriteSession session, Listener listener, byte[] body, long now) =>
        session.Scalar<long>($"{AddSql} RETURNING id", Row(listener, eventId: 0, Occasion.Example, body, TransactionCodes.Success.Code, now));

    private static object Row(Listener listener, long eventId, Occasion occasion, byte[] body, string code, long now) =>
        new { listener.SubscriptionId, listener.IsDisabled, eventId, Occasion = (int)occasion, WebhookId = NewWebhookId(), body, Code = NoticeFilter.Stored(code), now };

    /// <summary>Without a full stop, which the signed text has its own use for (standard-webhooks.md 1).</summary>
    private static string NewWebhookId() => $"msg_{Guid.CreateVersion7():N}";

    /// <summary>
    /// Subscriptions of partners that may see the tenant. Only those that were there when the event came: nobody is told the past, however far
    /// behind the reading is.
    /// </summary>
    private static List<Listener> Listeners(WriteSession session, MoneyTransaction transaction, Occasion occasion) => session.Query<Listener>($"""
        SELECT {Listener.Columns}
        FROM partner_tenant
        JOIN partner ON partner.id = partner_tenant.partner_id AND partner.deleted_at IS NULL
        JOIN subscription ON subscription.partner_id = partner.id AND subscription.deleted_at IS NULL
        WHERE partner_tenant.identifier = @Tenant AND subscription.logged_at <= @ReceivedAt AND (@All = 1 OR subscription.sms_status = 1)
        ORDER BY subscription.id
        """, new { transaction.Tenant, transaction.ReceivedAt, All = occasion != Occasion.SmsFinal });
}

/// <summary>A subscription as a notification addresses it.</summary>
internal sealed record Listener
{
    public const string Columns = """
        subscription.id AS SubscriptionId, subscription.reference AS Reference, subscription.method AS Method, partner.code AS PartnerCode,
        subscription.disabled_at IS NOT NULL AS IsDisabled
        """;

    public required long SubscriptionId { get; init; }

    public required string Reference { get; init; }

    /// <summary>As the partner spelled it.</summary>
    public required string Method { get; init; }

    public required string PartnerCode { get; init; }

    public bool IsDisabled { get; init; }
}

/// <summary>Where the transaction's SMS stands.</summary>
internal sealed record SmsStanding
{
    public MessageStatus Status { get; init; }

    public string? Recipient { get; init; }

    public string? ErrorCode { get; init; }

    public int? Segments { get; init; }

    /// <summary>The message whose SMS tells this transaction too; null: it has an SMS of its own.</summary>
    public long? ToldIn { get; init; }
}
