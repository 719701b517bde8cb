using SmsBridge.Core;
using SmsBridge.Ledger;
using SmsBridge.Messages;
using SmsBridge.Texts.Catalogue;

namespace SmsBridge.Relay;

/// <summary>What must hold in the core when an SMS is sent, by the event's row of the catalogue. Pure; null: nothing speaks against it.</summary>
internal static class EventConditions
{
    public static NextStep.DeadLetter? OfStatus(EventKind kind, int? status, string what) =>
        kind.Statuses.Count == 0 || (status is { } known && kind.Statuses.Contains(known)) ? null
        : new(Reasons.NotSoInCore, status is { } other ? $"The {what} has status {other} in the core." : $"The core does not say the {what}'s status.");

    public static NextStep.DeadLetter? OfTransaction(EventKind kind, LoanTransactionFacts facts) =>
        OfReversal(kind, facts.ManuallyReversed) ?? OfType(kind, TypeOf(facts), facts.TypeCode);

    public static NextStep.DeadLetter? OfTransaction(EventKind kind, SavingsTransactionFacts facts) =>
        OfReversal(kind, facts.Reversed) ?? OfType(kind, facts.IsDeposit ? 1 : facts.IsWithdrawal ? 2 : facts.TypeId, facts.TypeCode);

    public static NextStep.DeadLetter? OfLoan(EventKind kind, LoanFacts loan, EventRules rules) =>
        OfStatus(kind, loan.StatusId, "loan") ?? OfOwner(loan.ClientId, rules.TellsGroups ? loan.GroupId : null, loan.GroupName, "loan");

    public static NextStep.DeadLetter? OfAccount(EventKind kind, AccountFacts account, EventRules rules) =>
        OfStatus(kind, account.StatusId, "account") ?? OfOwner(account.ClientId, rules.TellsGroups ? account.GroupId : null, account.GroupName, "account");

    public static NextStep.DeadLetter? OfInstalment(InstalmentFacts instalment) =>
        instalment.Outstanding is not { } outstanding ? new(Reasons.NotSoInCore, "No instalment of the loan is due on that day any more.")
        : outstanding <= 0 ? new(Reasons.NotSoInCore, "The instalment has been paid.")
        : instalment.Loan.Currency is null ? new(Reasons.NotCertain, "The core does not say the loan's currency.")
        : null;

    /// <param name="named">The client that the row names; null: the loan alone.</param>
    public static NextStep.DeadLetter? OfRow(EventKind kind, LoanFacts loan, long? named) =>
        OfLoan(kind, loan, EventRules.None)
        ?? (named is { } client && client != loan.ClientId ? new(Reasons.NotCertain, "The report names another client than the loan has in the core.")
            : kind.IsOfArrears && loan.TotalOverdue is not > 0 ? new(Reasons.NotSoInCore, "Nothing of the loan is overdue in the core.")
            : null);

    public static NextStep.DeadLetter? OfReversal(EventKind kind, bool isReversed) =>
        isReversed == kind.IsUndoing ? null
        : isReversed ? new(Reasons.ReversedInCore, null)
        : new(Reasons.NotCertain, "The transaction stands: it was edited, or made anew in place of another.");

    private static NextStep.DeadLetter? OfType(EventKind kind, int? type, string code) =>
        type is { } known && kind.TransactionTypes.Contains(known) ? null
        : new(kind.Type == EventType.LoanRepayment ? Reasons.NotARepayment : Reasons.OtherTransaction, $"It is {code}.");

    /// <summary>By the flags, which every generation sends, for the two that have one.</summary>
    private static int? TypeOf(LoanTransactionFacts facts) => facts.IsRepayment ? 2 : facts.IsDisbursement ? 1 : facts.TypeId is 1 or 2 ? null : facts.TypeId;

    /// <summary>Whether it is certain who has the role. Guarantors and the other members are not told by it.</summary>
    public static NextStep.DeadLetter? OfGroup(GroupFacts group, string role) =>
        group.HoldersOf(role).Count switch
        {
            1 => null,
            0 => new(Reasons.NoClient, $"Rule groupRole: nobody in the group has the role {role} in the core."),
            var several => new(Reasons.NotCertain, FormattableString.Invariant($"Rule groupRole: {several} clients of the group have the role {role} in the core, so it is not certain whom to tell.")),
        };

    /// <param name="told">The group, where somebody of it is to be told; null: nobody is.</param>
    private static NextStep.DeadLetter? OfOwner(long? clientId, long? told, string? groupName, string what) =>
        (clientId ?? told) is not null ? null : new(Reasons.NoClient, groupName is null ? null : $"The {what} belongs to a group.");
}
