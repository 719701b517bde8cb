using System.Globalization;
using SmsBridge.Messages;

namespace SmsBridge.Ledger;

/// <summary>What the relay decided after a step that sends nothing (any more).</summary>
internal abstract record NextStep
{
    private NextStep()
    {
    }

    /// <summary>What a peer said that led to it; kept with it.</summary>
    public PeerAnswer? Answer { get; init; }

    /// <summary>After a call to the provider: it does not count as one of the message's tries.</summary>
    public virtual bool GivesTryBack { get; init; }

    /// <summary>After a call by a route: whether it is left by it.</summary>
    public RouteHop Hop { get; init; }

    /// <summary>Code and step in words, for the log; never the detail, which may quote others.</summary>
    public (string Reason, string Words) Describe() =>
        this switch
        {
            Retry retry => (retry.Reason, string.Create(CultureInfo.InvariantCulture, $"next try at {retry.DueAt:HH:mm:ss}")),
            AwaitTenant wait => (wait.Reason, "waits until the tenant is mended"),
            Hold => (Reasons.HeldAsSurge, "waits until a person releases or cancels it"),
            HoldByCap => (Reasons.SpendCap, "waits for the next month, another cap or a person"),
            Collect => (Reasons.Digest, "waits to be told with the client's other receipts of the day"),
            TellMembers => (Reasons.ToldToMembers, "each member of the group is told by a message of its own"),
            DeadLetter dead => (dead.Reason, "given up"),
            Resolve resolve => (Reasons.OutcomeUnknown, string.Create(CultureInfo.InvariantCulture, $"looked up again at {resolve.DueAt:HH:mm:ss}")),
            _ => throw new InvalidOperationException("Not a next step."),
        };

    /// <summary>Try again at <paramref name="DueAt"/>.</summary>
    /// <param name="CountsAsLookup">The core was asked in vain.</param>
    public sealed record Retry(DateTimeOffset DueAt, string Reason, string? Detail, bool CountsAsLookup = false) : NextStep;

    /// <summary>
    /// Wait, in its old place in the queue and without counting as a try, until somebody mends what holds up the whole tenant.
    /// </summary>
    public sealed record AwaitTenant(string Reason, string? Detail) : NextStep
    {
        public override bool GivesTryBack => true;
    }

    /// <summary>
    /// Wait for a person: far more than usual came at once. Only while its hour is held; else it is looked at again at once.
    /// </summary>
    /// <param name="DueAt">When to look at it again, whatever the person does: it may be too late for it then.</param>
    /// <param name="Hour">Start of the hour it came in.</param>
    public sealed record Hold(DateTimeOffset DueAt, long Hour, string Detail) : NextStep;

    /// <summary>
    /// Wait, because so much of the tenant's cap is spent. Only while that cap stands as it was seen; else it is looked at again at once.
    /// </summary>
    /// <param name="DueAt">When to look at it again, whatever becomes of the cap.</param>
    /// <param name="Revision">Of the cap.</param>
    public sealed record HoldByCap(DateTimeOffset DueAt, long Revision, string Detail) : NextStep;

    /// <summary>Wait to be told in one SMS with the client's other receipts of the day.</summary>
    /// <param name="DueAt">When to look at it again.</param>
    /// <param name="ClientId">Whose it is, as the core said.</param>
    public sealed record Collect(DateTimeOffset DueAt, long ClientId, string Detail) : NextStep;

    /// <summary>It is a group's: a message of its own for each member takes its place, in the transaction that closes it.</summary>
    /// <param name="Members">An event for each.</param>
    public sealed record TellMembers(EventParts Members) : NextStep;

    /// <summary>Given up, with its reason, until somebody sends it anew.</summary>
    public sealed record DeadLetter(string Reason, string? Detail) : NextStep
    {
        /// <summary>Who it was for, where that was found out and nothing was sent; null: it was not, or is on record.</summary>
        public Numbers.Msisdn? Recipient { get; init; }
    }

    /// <summary>Find out at <paramref name="DueAt"/> whether it left; do not send before that.</summary>
    public sealed record Resolve(DateTimeOffset DueAt, string? Detail) : NextStep;
}
