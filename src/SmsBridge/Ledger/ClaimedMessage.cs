using SmsBridge.Messages;

namespace SmsBridge.Ledger;

/// <summary>A message in the relay's hands until its lease ends. What is to be done with it is its type.</summary>
internal abstract record ClaimedMessage
{
    /// <summary><c>due_at</c> of what waits for its tenant: before everything else, in order of arrival, as soon as the tenant may go on.</summary>
    public const long AtOnce = 0;

    private readonly ClaimedRow _row;

    private ClaimedMessage(in ClaimedRow row) => _row = row;

    /// <summary>The event's id, which is the message's.</summary>
    public long EventId => _row.EventId;

    public long TenantId => _row.TenantId;

    public long TypeId => _row.TypeId;

    public long ReceivedAt => _row.ReceivedAt;

    /// <summary>By the hook, or by the last resend.</summary>
    public long QueuedAt => _row.QueuedAt;

    /// <summary>When it is anybody's again.</summary>
    public long LeaseUntil => _row.LeaseUntil;

    /// <summary>It has just become a message: nobody has looked at it before.</summary>
    public bool IsNew => _row.IsNew;

    /// <summary>A person sent it anew. One that is new may have happened, by its core's clock, later than it came.</summary>
    public bool IsResent => !IsNew && QueuedAt > ReceivedAt;

    /// <summary>Why it waited before it was claimed; null: it is new, or nobody got to look at it.</summary>
    public string? Reason => _row.Reason;

    /// <summary>Times the core was asked in vain since it was queued.</summary>
    public int Lookups => _row.Lookups;

    /// <summary>Calls to the provider, ever.</summary>
    public int Attempts => _row.Attempts;

    /// <summary>Calls to the provider since it was queued, without those that were none of its own failures.</summary>
    public int Tries => _row.Tries;

    /// <summary>Of the latest attempt; null: there was none.</summary>
    public string? Provider => _row.Provider;

    /// <inheritdoc cref="Provider"/>
    public string? AccountId => _row.AccountId;

    /// <summary>A two-factor code, whatever is to be done with it.</summary>
    public bool IsCode => TypeId == EventTypeCodes.SmsCodeCode;

    public MessageStatus Status => this is InDoubt ? MessageStatus.Sending : MessageStatus.Queued;

    /// <summary>The core gave number and text with its event (sms/send, texts of campaigns), as it wrote them.</summary>
    public sealed record TextGiven : ClaimedMessage
    {
        public TextGiven(in ClaimedRow row, string? mobileNo, string? text, long? internalId = null)
            : base(row) => (MobileNo, Text, InternalId) = (mobileNo, text ?? "", internalId);

        public string? MobileNo { get; }

        public string Text { get; }

        /// <summary>The core's own number for the text; null: it gave none.</summary>
        public long? InternalId { get; }
    }

    /// <summary>The core gave number and text of a two-factor code; the text is encrypted.</summary>
    public sealed record Code : ClaimedMessage
    {
        public Code(in ClaimedRow row, string? mobileNo, string? sealedText)
            : base(row) => (MobileNo, Sealed) = (mobileNo, sealedText);

        public string? MobileNo { get; }

        /// <summary>Null: its life is over.</summary>
        public string? Sealed { get; }
    }

    /// <summary>The core is to be asked for number and particulars.</summary>
    public sealed record ToLookUp : ClaimedMessage
    {
        public ToLookUp(in ClaimedRow row)
            : base(row) => Subject = new Subject(row.ResourceId, row.ClientId, row.LoanId, row.SavingsId, row.SubResourceId);

        public Subject Subject { get; }

        /// <summary>Of a row of a report, or of a copy: what is told, as it was written when the report was run, or the other message.</summary>
        public string? Words { get; init; }

        /// <summary>One member of a group is told of what is the group's: which. The ids are the group's event's. Null: it is nobody's part.</summary>
        public long? Member { get; init; }

        /// <summary>With <see cref="Member"/>: the group's event.</summary>
        public long? MemberOf { get; init; }

        /// <summary>With <see cref="MemberOf"/>: a person sent the group's message anew.</summary>
        public bool IsOfResent { get; init; }

        /// <summary>Of a tenant's own event: what is kept of its hook; null: nothing is, or it was not read.</summary>
        public byte[]? Body { get; init; }
    }

    /// <summary>An intent without an outcome: whether the SMS left is not known. All of it is the attempt's.</summary>
    public sealed record InDoubt : ClaimedMessage
    {
        public InDoubt(in ClaimedRow row, long startedAt, long endedAt)
            : base(row) => (Recipient, Sender, Body, StartedAt, EndedAt) = (row.Recipient ?? "", row.Sender ?? "", row.Body ?? "", startedAt, endedAt);

        public string Recipient { get; }

        public string Sender { get; }

        /// <summary>Empty of a two-factor code, until somebody opens <see cref="Sealed"/>.</summary>
        public string Body { get; init; }

        /// <summary>The text of a two-factor code, encrypted; null: it is none, or its life is over.</summary>
        public string? Sealed { get; init; }

        /// <summary>When its intent was stored.</summary>
        public long StartedAt { get; }

        /// <summary>When its call ended without an answer we could use; when that was first noticed, where the process ended before.</summary>
        public long EndedAt { get; }
    }
}

/// <summary>The ids an event brought, as it named them; what they mean is its kind's. The loan or the account knows better whose it is.</summary>
/// <param name="ResourceId">Null: it has no natural key.</param>
internal sealed record Subject(long? ResourceId, long? ClientId, long? LoanId, long? SavingsId, long? SubResourceId);

/// <summary>What a claim reads of a message.</summary>
internal readonly record struct ClaimedRow
{
    public required long EventId { get; init; }

    public required long TenantId { get; init; }

    public required long TypeId { get; init; }

    public required MessageStatus Status { get; init; }

    public long ReceivedAt { get; init; }

    public long QueuedAt { get; init; }

    public long LeaseUntil { get; init; }

    public bool IsNew { get; init; }

    public string? Reason { get; init; }

    public long? ResourceId { get; init; }

    public long? ClientId { get; init; }

    public long? LoanId { get; init; }

    public long? SavingsId { get; init; }

    public long? SubResourceId { get; init; }

    public int Lookups { get; init; }

    public int Attempts { get; init; }

    public int Tries { get; init; }

    public string? Recipient { get; init; }

    public string? Provider { get; init; }

    public string? AccountId { get; init; }

    public string? Sender { get; init; }

    public string? Body { get; init; }
}
