using SmsBridge.Insight.EventList;
using SmsBridge.Insight.Lists;
using SmsBridge.Insight.MessageList;
using SmsBridge.Ledger;
using SmsBridge.Messages;

namespace SmsBridge.Insight.EventLog;

/// <summary>One event as the log reads it.</summary>
internal sealed record EventRow
{
    public const string MessageColumns = """
        event_id AS EventId, received_at AS ReceivedAt, type_id AS TypeId, 1 AS Verdict, status AS Status, attempts AS Attempts, reason AS Reason,
        detail AS Detail, resource_id AS ResourceId, client_id AS ClientId, loan_id AS LoanId, CAST(NULL AS BIGINT) AS TwinId, recipient AS Recipient,
        sender AS Sender, body AS Body, segments AS Segments, provider AS Provider, provider_id AS ProviderId, provider_status AS ProviderStatus,
        error_code AS ErrorCode, CASE WHEN lease_owner IS NULL THEN due_at END AS DueAt, CASE WHEN lease_owner IS NULL THEN 0 ELSE 1 END AS IsUnderWay, sent_at AS SentAt, final_at AS FinalAt, queued_at AS QueuedAt
        """;

    public const string EventColumns = """
        id AS EventId, received_at AS ReceivedAt, type_id AS TypeId, verdict AS Verdict, CAST(CASE WHEN aged > 0 THEN aged END AS BIGINT) AS Status, 0 AS Attempts, reason AS Reason,
        detail AS Detail, resource_id AS ResourceId, client_id AS ClientId, loan_id AS LoanId, twin_id AS TwinId, NULL AS Recipient,
        NULL AS Sender, NULL AS Body, CAST(NULL AS BIGINT) AS Segments, NULL AS Provider, NULL AS ProviderId, NULL AS ProviderStatus,
        NULL AS ErrorCode, CAST(NULL AS BIGINT) AS DueAt, 0 AS IsUnderWay, CAST(NULL AS BIGINT) AS SentAt, CAST(NULL AS BIGINT) AS FinalAt,
        COALESCE(happened_at, received_at) AS QueuedAt
        """;

    public static ListQuery Taken { get; } = new(MessageFilters.Messages, new ListRows(MessageColumns, "message", "event_id"));

    public static ListQuery Waiting { get; } = new(MessageFilters.Pending, new ListRows(EventColumns, "event", "id"));

    public static ListQuery Aside { get; } = new ListQuery(EventFilters.Events, new ListRows(EventColumns, "event", "id")).With(EventFilters.Aside);

    public long EventId { get; init; }

    public long ReceivedAt { get; init; }

    public string Entity { get; init; } = "";

    public string Action { get; init; } = "";

    public Verdict Verdict { get; init; }

    public MessageStatus? Status { get; init; }

    public int Attempts { get; init; }

    public string? Reason { get; init; }

    public string? Detail { get; init; }

    public long? ResourceId { get; init; }

    public long? ClientId { get; init; }

    public long? LoanId { get; init; }

    public long? TwinId { get; init; }

    public string? Recipient { get; init; }

    public string? Sender { get; init; }

    public string? Body { get; init; }

    public int? Segments { get; init; }

    public string? Provider { get; init; }

    public string? ProviderId { get; init; }

    public string? ProviderStatus { get; init; }

    public string? ErrorCode { get; init; }

    /// <summary>Null while the relay has it in hand: the end of its lease is no time of a try.</summary>
    public long? DueAt { get; init; }

    public bool IsUnderWay { get; init; }

    public long? SentAt { get; init; }

    public long? FinalAt { get; init; }

    /// <summary>Since when it is to be sent: from when its act was, or from when it was queued anew.</summary>
    public long QueuedAt { get; init; }
}
