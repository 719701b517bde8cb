using SmsBridge.Store;
using SmsBridge.Tenants;

namespace SmsBridge.Operators;

/// <summary>An operator's yes or no to a registration that waits, with who said it on the audit.</summary>
internal sealed class RegistrationDecisions(PendingRegistrations pending, AuditLog audit)
{
    /// <inheritdoc cref="PendingRegistrations.ApproveAsync"/>
    public Task<PendingRegistration?> ApproveAsync(long id, Actor by) =>
        pending.ApproveAsync(id, by.Name, (session, decided) => Record(session, by, AuditActions.RegistrationApprove, decided));

    /// <inheritdoc cref="PendingRegistrations.RefuseAsync"/>
    public Task<PendingRegistration?> RefuseAsync(long id, Actor by) =>
        pending.RefuseAsync(id, by.Name, (session, decided) => Record(session, by, AuditActions.RegistrationRefuse, decided));

    /// <summary>What comes of a decision, in a sentence.</summary>
    /// <param name="present">Whether the tenant is registered.</param>
    public static string WordsOf(PendingRegistration decided, bool approved, bool present) =>
        !approved ? $"Refused: {decided.Identifier} {(present ? "stays as it is" : "is not registered")}."
        : $"Approved: {decided.Identifier} {(present ? "changes to" : "is registered with")} account {decided.AccountId} when its core registers again, with its next event. Until then nothing changes.";

    private void Record(WriteSession session, Actor by, string action, PendingRegistration it) =>
        audit.Record(session, by.Did(action, $"tenant {it.Identifier}", after: $"{it.Provider} account {it.AccountId}, sender {it.Sender}"));
}
