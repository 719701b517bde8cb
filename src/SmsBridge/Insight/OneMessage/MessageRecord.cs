using SmsBridge.Insight.EventLog;
using SmsBridge.Insight.MessageList;
using SmsBridge.Messages;

namespace SmsBridge.Insight.OneMessage;

/// <summary>What is on record about one event and its message.</summary>
/// <param name="Answers">What core and provider said when something was wrong, newest first.</param>
internal sealed record MessageRecord(
    EventHistory History, HookExtra Hook, IReadOnlyList<MessageRow> OfClient, IReadOnlyList<MessageRow> OfLoan, IReadOnlyList<TwinRow> Twins,
    IReadOnlyList<NoteRow> Notes, IReadOnlyList<PeerAnswerRow> Answers)
{
    /// <summary>Older ones of its tenant were removed by their age; null: none was.</summary>
    public DateTimeOffset? KeptFrom { get; init; }
}

/// <summary>Whose message it is, and how it stands.</summary>
internal sealed record MessageOwner
{
    public long EventId { get; init; }

    public long TenantId { get; init; }

    public MessageStatus Status { get; init; }

    public string? Recipient { get; init; }

    public string? Reason { get; init; }
}

internal sealed record HookExtra
{
    public long TenantId { get; init; }

    public byte[]? Body { get; init; }

    /// <summary>The first characters of the key it came with, after the name of a program's.</summary>
    public string? KeyPrefix { get; init; }

    /// <summary>How long the core took before the latest attempt; null: it was not asked.</summary>
    public long? LookupMs { get; init; }

    /// <summary>The W3C trace the hook came in; null: none was given.</summary>
    public string? TraceId { get; init; }

    /// <summary>As it is kept of the message; null: the core was not asked.</summary>
    public string? About { get; init; }
}

internal sealed record TwinRow
{
    public long EventId { get; init; }

    public long ReceivedAt { get; init; }
}

internal sealed record NoteRow
{
    public string Author { get; init; } = "";

    public long At { get; init; }

    public string Text { get; init; } = "";
}
