using SmsBridge.Operators;
using SmsBridge.Tenants;

namespace SmsBridge.Console.Actions;

/// <summary>What tenant admins do with registrations that wait. Role and scope are checked here; each decision is on the audit.</summary>
internal sealed class RegistrationActions(PendingRegistrations pending, RegistrationDecisions decisions, TenantDirectory directory)
{
    private const string NoSuch = "There is no such registration any more.";

    /// <summary>Those of the operator's scope, the latest first.</summary>
    public async Task<IReadOnlyList<PendingRegistration>> ListAsync(SignedInOperator who, CancellationToken cancellationToken) =>
        [.. (await pending.ListAsync(cancellationToken)).Where(it => who.Scope.Covers(it.Identifier))];

    public async Task<ActionOutcome> DecideAsync(SignedInOperator who, Actor actor, long id, bool approve, CancellationToken cancellationToken)
    {
        if (!who.MayDo(OperatorRole.TenantAdmin))
        {
            return new ActionOutcome.NotAllowed();
        }

        if ((await ListAsync(who, cancellationToken)).All(it => it.Id != id)
            || (approve ? await decisions.ApproveAsync(id, actor) : await decisions.RefuseAsync(id, actor)) is not { } decided)
        {
            return new ActionOutcome.NotFound(NoSuch);
        }

        return new ActionOutcome.Done(RegistrationDecisions.WordsOf(decided, approve, directory.Find(decided.Identifier) is not null));
    }
}
