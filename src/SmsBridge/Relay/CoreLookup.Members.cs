using SmsBridge.Core;
using SmsBridge.Ledger;
using SmsBridge.Messages;

namespace SmsBridge.Relay;

/// <summary>The members of a group, where the tenant tells all of them (rule groupTo).</summary>
internal sealed partial class CoreLookup
{
    /// <summary>A bound on what one act can come to: the core gives all members in one answer, and they are stored in one transaction.</summary>
    public const int MostMembers = 500;

    /// <summary>
    /// Of the group's own event: who its members are. Of a member's: that member, if still of the group, since who has left must not read of its loan. Members share the answer.
    /// </summary>
    private async Task<Outcome> WithMembersAsync(Question question, long groupId, Func<ClientFacts, CoreFacts> make, CancellationToken cancellationToken)
    {
        var answer = await recent.GetGroupMembersAsync(question.Access, groupId, question.ResentAt, cancellationToken);
        if (answer is not CoreResult<GroupFacts>.Found { Value: { Members: var members } })
        {
            return Explain(question.Claimed, answer, isOfKind: true);
        }

        if (question.Claimed.Member is { } member)
        {
            return members.Any(each => each.Id == member)
                ? await WithClientAsync(question, member, make, cancellationToken)
                : Never(Reasons.NotSoInCore, "The client is no active member of the group in the core any more.");
        }

        return members.Count == 0 ? Never(Reasons.NoClient, "Rule groupTo: the core shows no active member of the group.")
            : members.Count > MostMembers ? Never(
                Reasons.HeldByRule, FormattableString.Invariant($"Rule groupTo: the group has {members.Count} active members in the core, and at most {MostMembers} are told of one act, so nobody was."))
            : new Outcome(make(members[0]), null) { Members = [.. members.Select(static each => each.Id)] };
    }

    private static Outcome Never(string reason, string why) => new(null, new NextStep.DeadLetter(reason, why));
}
