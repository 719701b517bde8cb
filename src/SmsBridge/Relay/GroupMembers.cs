using SmsBridge.Holding;
using SmsBridge.Ledger;
using SmsBridge.Messages;
using SmsBridge.Store;
using SmsBridge.Texts.Catalogue;

namespace SmsBridge.Relay;

/// <summary>
/// Where a tenant tells the members of a group (rule groupTo), a group's message is closed in the transaction that stores an event for each of them: who they are is decided once, and each is told, waits or
/// is given up by itself from then on.
/// </summary>
internal sealed class GroupMembers(EventInbox inbox, HoldDirectory holds, RelayBell bell, TimeProvider time)
{
    /// <summary>As an external event that is no older came at once.</summary>
    private static readonly TimeSpan AtOnce = TimeSpan.FromSeconds(1);

    /// <param name="members">Clients of the group, at least one.</param>
    public NextStep Tell(ClaimedMessage.ToLookUp claimed, EventKind kind, IReadOnlyList<long> members)
    {
        if (claimed.Attempts > 0)
        {
            return new NextStep.DeadLetter(Reasons.HeldByRule, "Rule groupTo: it had been sent to one of the group before the rule was set, so the members are not told of it too.");
        }

        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        return new NextStep.TellMembers(inbox.Prepare([.. members.Select(member => PartOf(claimed, kind, member, now))], bell.Ring));
    }

    /// <summary>
    /// Where the group's waited, it waits since then too, so that its age and the hour it counts for are those of the act: an import pause that began since is not about it. Of a group's that was sent
    /// anew, by a node that does not know better perhaps, parts may be stored already: those are looked for.
    /// </summary>
    private NewEvent PartOf(ClaimedMessage.ToLookUp claimed, EventKind kind, long member, long now) => new()
    {
        TenantId = claimed.TenantId, Type = kind.Type, Verdict = Verdict.Accepted, ReceivedAt = now, HappenedAt = ActAt(claimed, now), Dialect = Dialect.Member,
        SubResourceId = claimed.EventId, ClientId = member, LoanId = claimed.Subject.LoanId, SavingsId = claimed.Subject.SavingsId, Digest = MemberKey.Of(claimed.EventId, member), IsFirst = !claimed.IsResent,
        Detail = FormattableString.Invariant($"One member's part of message {claimed.EventId}, which is a group's."),
    };

    private long? ActAt(ClaimedMessage claimed, long now) =>
        now > claimed.QueuedAt && (now - claimed.QueuedAt >= AtOnce.TotalMilliseconds || holds.Of(claimed.TenantId) is not null) ? claimed.QueuedAt : null;
}
