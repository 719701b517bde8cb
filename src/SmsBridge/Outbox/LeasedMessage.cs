using System.Globalization;
using SmsBridge.Messages;

namespace SmsBridge.Outbox;

/// <summary>A message in the relay's hands until its lease ends.</summary>
internal sealed record LeasedMessage
{
    /// <summary><c>due_at</c> of what waits for its tenant: before everything else, in order of arrival, as soon as the tenant may go on.</summary>
    public const long AtOnce = 0;

    /// <summary>The event's id, which is the message's.</summary>
    public required long EventId { get; init; }

    public required long TenantId { get; init; }

    public required long TypeId { get; init; }

    public long ReceivedAt { get; init; }

    public long QueuedAt { get; init; }

    public long? ResourceId { get; init; }

    public long? ClientId { get; init; }

    public long? LoanId { get; init; }

    /// <summary>When it is anybody's again.</summary>
    public long LeaseUntil { get; init; }

    public MessageStatus Status { get; init; }

    public int Lookups { get; init; }

    public int Attempts { get; init; }

    public int Tries { get; init; }

    /// <summary>Of the attempt in doubt.</summary>
    public string? Recipient { get; init; }

    /// <inheritdoc cref="Recipient"/>
    public string? Sender { get; init; }

    /// <inheritdoc cref="Recipient"/>
    public string? Body { get; init; }

    /// <inheritdoc cref="Recipient"/>
    public string? Provider { get; init; }

    /// <inheritdoc cref="Recipient"/>
    public string? AccountId { get; init; }

    /// <summary>sms/send: the recipient as the core wrote it.</summary>
    public string? GivenMobileNo { get; init; }

    /// <summary>sms/send: the text as the core wrote it.</summary>
    public string? GivenText { get; init; }

    /// <summary>When the latest attempt's intent was stored.</summary>
    public long? AttemptStartedAt { get; init; }

    /// <summary>When its call ended without an answer we could use; when that was first noticed, where the process ended before.</summary>
    public long? AttemptEndedAt { get; init; }

    /// <summary>An intent without an outcome: whether the SMS left is not known.</summary>
    public bool IsInDoubt => Status == MessageStatus.Sending;
}

/// <summary>What the relay decided after a step that sends nothing (any more).</summary>
internal abstract record NextStep
{
    private NextStep()
    {
    }

    /// <summary>What a peer said that led to it; kept with it.</summary>
    public PeerAnswer? Answer { get; init; }

    /// <summary>Code and step in words, for the log; never the detail, which may quote others.</summary>
    public (string Reason, string Words) Describe() =>
        this switch
        {
            Retry retry => (retry.Reason, string.Create(CultureInfo.InvariantCulture, $"next try at {retry.DueAt:HH:mm:ss}")),
            AwaitTenant wait => (wait.Reason, "waits until the tenant is mended"),
            DeadLetter dead => (dead.Reason, "given up"),
            Resolve resolve => (Reasons.OutcomeUnknown, string.Create(CultureInfo.InvariantCulture, $"looked up again at {resolve.DueAt:HH:mm:ss}")),
            _ => throw new InvalidOperationException("Not a next step."),
        };

    /// <summary>Try again at <paramref name="DueAt"/>.</summary>
    /// <param name="CountsAsLookup">The core was asked in vain.</param>
    public sealed record Retry(DateTimeOffset DueAt, string Reason, string? Detail, bool CountsAsLookup = false) : NextStep
    {
        /// <summary>After a call to the provider: it does not count as one of the message's tries.</summary>
        public bool GivesTryBack { get; init; }
    }

    /// <summary>
    /// Wait, in its old place in the queue and without counting as a try, until somebody mends what holds up the whole tenant.
    /// </summary>
    public sealed record AwaitTenant(string Reason, string? Detail) : NextStep;

    /// <summary>Given up, with its reason, until somebody sends it anew.</summary>
    public sealed record DeadLetter(string Reason, string? Detail) : NextStep;

    /// <summary>Find out at <paramref name="DueAt"/> whether it left; do not send before that.</summary>
    public sealed record Resolve(DateTimeOffset DueAt, string? Detail) : NextStep
    {
        /// <inheritdoc cref="Retry.GivesTryBack"/>
        public bool GivesTryBack { get; init; }
    }
}

/// <summary>How a call to the provider ended. Stored as these numbers.</summary>
internal enum AttemptOutcome
{
    Accepted = 1,
    Rejected = 2,
    Retryable = 3,

    /// <summary>No clear answer; settled later by a receipt or by asking the provider.</summary>
    Unknown = 4,

    /// <summary>Settled: the provider never took it.</summary>
    NotTaken = 5,
}
