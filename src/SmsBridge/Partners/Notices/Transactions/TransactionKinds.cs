using SmsBridge.Messages;

namespace SmsBridge.Partners.Notices.Transactions;

/// <summary>The money events partners are told about. Stored as these numbers; never renumber.</summary>
internal enum TransactionKind
{
    LoanRepayment = 1,
    LoanDisbursement = 2,
    SavingsDeposit = 3,
    SavingsWithdrawal = 4,
}

/// <summary>Where the core keeps the record that confirms a transaction.</summary>
internal enum CoreRecord
{
    LoanTransaction,
    SavingsTransaction,
}

/// <summary>One row of the table: which event is a transaction, and where its ids stand.</summary>
/// <param name="Record">What is asked for in the core to confirm it.</param>
/// <param name="IdIsSubResource">
/// The transaction is the <c>subResourceId</c>, which only newer cores send; the resource is the loan itself. Elsewhere it is the
/// <c>resourceId</c>.
/// </param>
internal sealed record TransactionKindRow(TransactionKind Kind, EventType Type, CoreRecord Record, bool IdIsSubResource = false);

/// <summary>Everything that depends on the kind of a transaction (fineract-hooks.md 5.2 to 5.4, fineract-core-api.md 5 and 6).</summary>
internal static class TransactionKinds
{
    public static readonly IReadOnlyList<TransactionKindRow> Table =
    [
        new(TransactionKind.LoanRepayment, EventType.LoanRepayment, CoreRecord.LoanTransaction),
        new(TransactionKind.LoanDisbursement, EventType.LoanDisburse, CoreRecord.LoanTransaction, IdIsSubResource: true),
        new(TransactionKind.SavingsDeposit, EventType.SavingsDeposit, CoreRecord.SavingsTransaction),
        new(TransactionKind.SavingsWithdrawal, EventType.SavingsWithdrawal, CoreRecord.SavingsTransaction),
    ];

    public static TransactionKindRow Of(TransactionKind kind) => Table.First(row => row.Kind == kind);

    /// <summary>Null when the event moves no money.</summary>
    public static TransactionKindRow? Of(EventType type) => Table.FirstOrDefault(row => row.Type == type);
}
