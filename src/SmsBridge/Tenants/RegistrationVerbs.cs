using SmsBridge.Operators;
using SmsBridge.Store;

namespace SmsBridge.Tenants;

/// <summary>A yes or a no that was said.</summary>
internal sealed record RegistrationDecided(PendingRegistration Registration, string Words) : Outcome.Done(Words);

/// <summary>What tenant admins do with registrations that wait.</summary>
internal sealed class RegistrationVerbs(PendingRegistrations pending, TenantDirectory directory, AuditLog audit)
{
    /// <summary>Those of the caller's scope, the latest first.</summary>
    public async Task<IReadOnlyList<PendingRegistration>> ListAsync(TenantScope scope, CancellationToken cancellationToken) =>
        [.. (await pending.ListAsync(cancellationToken)).Where(it => scope.Covers(it.Identifier))];

    /// <param name="approve">Yes: the core gets its key when it comes again. No: it goes off the list.</param>
    public async Task<Outcome> DecideAsync(Caller caller, long id, bool approve, CancellationToken cancellationToken)
    {
        if (!caller.MayDo(OperatorRole.TenantAdmin))
        {
            return new Outcome.NotAllowed();
        }

        var waiting = (await ListAsync(caller.Scope, cancellationToken)).FirstOrDefault(it => it.Id == id);
        if (approve && waiting?.ApprovedAt is not null)
        {
            return new Outcome.Refused($"Nothing was changed: this registration of {waiting.Identifier} is approved already, by {waiting.ApprovedBy}. It takes effect when its core registers again.");
        }

        if (waiting is null || await DecideAsync(caller.Actor, id, approve) is not { } decided)
        {
            return new Outcome.NotFound("There is no such registration any more.");
        }

        return new RegistrationDecided(decided, WordsOf(decided, approve, directory.Find(decided.Identifier) is not null));
    }

    /// <summary>What comes of a decision, in a sentence.</summary>
    /// <param name="present">Whether the tenant is registered.</param>
    public static string WordsOf(PendingRegistration decided, bool approved, bool present) =>
        !approved ? $"Refused: {decided.Identifier} {(present ? "stays as it is" : "is not registered")}."
        : $"Approved: {decided.Identifier} {(present ? "changes to" : "is registered with")} account {decided.AccountId} when its core registers again, with its next event. Until then nothing changes.";

    private Task<PendingRegistration?> DecideAsync(Actor by, long id, bool approve) => approve
        ? pending.ApproveAsync(id, by.Name, (session, decided) => Record(session, by, AuditActions.RegistrationApprove, decided))
        : pending.RefuseAsync(id, by.Name, (session, decided) => Record(session, by, AuditActions.RegistrationRefuse, decided));

    private void Record(WriteSession session, Actor by, string action, PendingRegistration it) =>
        audit.Record(session, by.Did(action, TenantAudit.Subject(it.Identifier), directory.Find(it.Identifier)?.Id, after: $"{it.Provider} account {it.AccountId}, sender {it.Sender}"));
}
