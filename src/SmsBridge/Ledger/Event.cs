using SmsBridge.Messages;

namespace SmsBridge.Ledger;

/// <summary>What became of a hook. Stored as these numbers; never renumber.</summary>
internal enum Verdict
{
    /// <summary>Stored, and the relay will act on it.</summary>
    Accepted = 1,

    /// <summary>A repeat of an accepted event; nothing is sent for it.</summary>
    Duplicate = 2,

    /// <summary>Understood or not, no SMS belongs to it.</summary>
    Ignored = 3,

    /// <summary>Not from a caller we accept, or not a hook.</summary>
    Refused = 4,
}

/// <summary>The form a hook's body had. Stored as these numbers.</summary>
internal enum Dialect
{
    /// <summary>Of what was refused unread; of what was accepted: a test SMS from the console, which no core sent.</summary>
    Unknown = 0,

    /// <summary>JSON, the command result (Mifos X to Fineract 1.4).</summary>
    Flat = 1,

    /// <summary>JSON, the command result inside an envelope (Fineract 1.5 and later).</summary>
    Envelope = 2,

    /// <summary>Form-encoded (the Web template).</summary>
    Form = 3,

    /// <summary>JSON, an entry of what the core sends to a message gateway (message-gateway.md 5).</summary>
    Gateway = 4,

    /// <summary>An external event of the core, by a broker (fineract-external-events.md).</summary>
    External = 5,

    /// <summary>No body at all: found in the core's audit trail, and made up.</summary>
    Audit = 6,

    /// <summary>No body either: an instalment of a loan's schedule, of which nobody told.</summary>
    Schedule = 7,

    /// <summary>Nor here: a row of a report of the core, on a timetable.</summary>
    Report = 8,

    /// <summary>Nor here: a copy of another message of ours, for somebody else.</summary>
    Copy = 9,

    /// <summary>Nor here: one member's part of an event of ours that is a group's. Its sub-resource is that event.</summary>
    Member = 10,
}

/// <summary>A hook on its way into the inbox. A plain struct: it lives on the hot path and is never changed after.</summary>
internal readonly record struct NewEvent
{
    /// <summary>0 when the tenant is not known here.</summary>
    public required long TenantId { get; init; }

    public required EventType Type { get; init; }

    public required Verdict Verdict { get; init; }

    public required long ReceivedAt { get; init; }

    /// <summary>When it came about in the core, where that is known and long before <see cref="ReceivedAt"/>: how old it may get counts from then.</summary>
    public long? HappenedAt { get; init; }

    public Dialect Dialect { get; init; }

    /// <summary>What makes the event unique within tenant and type: client id, transaction id.</summary>
    public long? ResourceId { get; init; }

    public long? ClientId { get; init; }

    public long? LoanId { get; init; }

    public long? SavingsId { get; init; }

    /// <summary>LOAN DISBURSE, newer cores: the transaction; the resource is the loan.</summary>
    public long? SubResourceId { get; init; }

    public long? KeyId { get; init; }

    /// <summary>Of a text by the message gateway's API: the core's number for it, by which it asks what became of it.</summary>
    public long? InternalId { get; init; }

    public string? Reason { get; init; }

    public string? Detail { get; init; }

    public string? Source { get; init; }

    /// <summary>SHA-256 of what makes an event without a natural key the only one; repeats of it since <see cref="DigestSince"/> are duplicates.</summary>
    public byte[]? Digest { get; init; }

    /// <summary>A twin by <see cref="Digest"/> received before this moment is no twin, nor one received as long after this event.</summary>
    public long DigestSince { get; init; }

    /// <summary>Nobody else can have stored what has this <see cref="Digest"/>: it is not looked for, only found by it later.</summary>
    public bool IsFirst { get; init; }

    /// <summary>Of W3C Trace Context, 32 hex digits; null: the hook came in no trace that anybody else knows.</summary>
    public string? TraceId { get; init; }

    public string? MobileNo { get; init; }

    public string? Text { get; init; }

    public byte[]? Body { get; init; }

    /// <summary>The text of a two-factor code, encrypted: such an event goes past the inbox, and its text is in no row that stays. Null: it is none.</summary>
    public string? Sealed { get; init; }
}

/// <summary>Where an event ended up.</summary>
/// <param name="TwinId">The accepted event it repeats; then it was stored as a duplicate.</param>
internal readonly record struct StoredEvent(long Id, long? TwinId);
