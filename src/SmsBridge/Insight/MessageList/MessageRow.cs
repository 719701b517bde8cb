using SmsBridge.Insight.Lists;
using SmsBridge.Messages;
using SmsBridge.Messages.Masking;
using SmsBridge.Numbers;
using SmsBridge.Store;

namespace SmsBridge.Insight.MessageList;

/// <summary>One message as lists show it.</summary>
internal sealed record MessageRow
{
    public static ListRows Taken { get; } = new("""
        m.event_id AS EventId, m.tenant_id AS TenantId, m.received_at AS ReceivedAt, m.type_id AS TypeId,
        (SELECT entity || ' ' || action FROM event_type WHERE event_type.id = m.type_id) AS EventName, m.status AS Status, m.reason AS Reason,
        m.detail AS Detail, m.recipient AS Recipient, m.client_id AS ClientId, m.loan_id AS LoanId, substr(m.body, 1, 160) AS TextStart,
        m.segments AS Segments, m.attempts AS Attempts, CASE WHEN m.lease_owner IS NULL THEN m.due_at END AS DueAt, m.error_code AS ErrorCode, m.provider AS Provider, m.provider_id AS ProviderId, m.sent_at AS SentAt,
        m.final_at AS FinalAt, m.about AS About,
        CASE WHEN EXISTS (SELECT 1 FROM event WHERE event.id = m.event_id AND event.erased_at IS NOT NULL) THEN 1 ELSE 0 END AS Erased
        """, "message AS m", "m.event_id");

    /// <summary>Of an accepted event the relay has not taken yet: a message to be.</summary>
    public static ListRows Pending { get; } = new("""
        m.id AS EventId, m.tenant_id AS TenantId, m.received_at AS ReceivedAt, m.type_id AS TypeId,
        (SELECT entity || ' ' || action FROM event_type WHERE event_type.id = m.type_id) AS EventName, 1 AS Status, NULL AS Reason,
        NULL AS Detail, NULL AS Recipient, m.client_id AS ClientId, m.loan_id AS LoanId, substr(m.text, 1, 160) AS TextStart,
        NULL AS Segments, 0 AS Attempts, NULL AS DueAt, NULL AS ErrorCode, NULL AS Provider, NULL AS ProviderId, NULL AS SentAt, NULL AS FinalAt, NULL AS About,
        CASE WHEN m.erased_at IS NULL THEN 0 ELSE 1 END AS Erased
        """, "event AS m", "m.id");

    public long EventId { get; init; }

    public long TenantId { get; init; }

    public long ReceivedAt { get; init; }

    public long TypeId { get; init; }

    /// <summary>Entity and action, as in <c>LOAN REPAYMENT</c>.</summary>
    public string EventName { get; init; } = "";

    public MessageStatus Status { get; init; }

    public string? Reason { get; init; }

    public string? Detail { get; init; }

    public string? Recipient { get; init; }

    public long? ClientId { get; init; }

    public long? LoanId { get; init; }

    public string? TextStart { get; init; }

    /// <summary>What the core said of whom it is about, as it is kept.</summary>
    public string? About { get; init; }

    public int? Segments { get; init; }

    public int Attempts { get; init; }

    public long? DueAt { get; init; }

    public string? ErrorCode { get; init; }

    public string? Provider { get; init; }

    public string? ProviderId { get; init; }

    public long? SentAt { get; init; }

    public long? FinalAt { get; init; }

    public int Erased { get; init; }

    /// <summary>Its client's data were erased: it is never sent again.</summary>
    public bool IsErased => Erased != 0;

    /// <summary>Why a search found it, as in <c>number ends 678</c>.</summary>
    public IReadOnlyList<string> Matches { get; init; } = [];

    public DateTimeOffset At => StoredTime.At(ReceivedAt);

    /// <summary>0 is no time: it waits for its tenant. Nor is the end of a lease: it is under way.</summary>
    public DateTimeOffset? NextAt => StoredTime.DueAt(DueAt);

    /// <summary>Whole for who may see whole numbers, else as <see cref="NameMask"/> has it; null: not known.</summary>
    public string? NameFor(bool seesNames) => MessageAbout.Parse(About)?.Name is var name && seesNames ? name : NameMask.Of(name);

    public string? MaskedTo => Recipient is null ? null : Msisdn.Mask(Recipient);
}
