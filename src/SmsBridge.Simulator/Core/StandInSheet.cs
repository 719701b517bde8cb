using System.Globalization;

namespace SmsBridge.Simulator.Core;

/// <summary>A line of a collection sheet.</summary>
/// <param name="Amount">Nothing is booked of less than one (fineract-event-catalogue.md 6).</param>
internal sealed record StandInSheetLine(long AccountId, decimal Amount)
{
    /// <summary>Of savings: 100 an ordinary account, 300 a recurring deposit.</summary>
    public long DepositType { get; init; } = 100;

    /// <summary>The core could not book it, and goes on without a word: of savings only.</summary>
    public bool Fails { get; init; }
}

/// <summary>A collection sheet: one command, the payments of many clients, and one hook that names none of them.</summary>
internal sealed record StandInSheet
{
    /// <summary>Null: of clients, whatever their groups; its result has no id at all.</summary>
    public long? GroupId { get; init; }

    public bool IsOfCentre { get; init; }

    public DateOnly Date { get; init; } = new(2026, 11, 21);

    public IReadOnlyList<StandInSheetLine> Repayments { get; init; } = [];

    public IReadOnlyList<StandInSheetLine> Deposits { get; init; } = [];

    public IReadOnlyList<StandInSheetLine> Disbursements { get; init; } = [];

    /// <summary>Writes the payments into the tenant's books.</summary>
    /// <returns>What its hook tells.</returns>
    public HookEvent BookIn(StandInTenant books)
    {
        var repaid = Repayments.Where(IsBooked).Select(line => (object)books.AddRepayment(line.AccountId, line.Amount, Date)).ToList();
        var paidIn = Deposits.Where(line => IsBooked(line) && !line.Fails).Select(line => (object)books.AddDeposit(line.AccountId, line.Amount, Date)).ToList();
        foreach (var line in Disbursements)
        {
            books.AddTransaction(new StandInTransaction(books.AddRepayment(line.AccountId, 0, Date), line.AccountId, line.Amount, Date) { TypeId = 1 });
        }

        return new HookEvent(GroupId is null ? "COLLECTIONSHEET" : IsOfCentre ? "CENTER" : "GROUP", GroupId is null ? "SAVE" : "SAVECOLLECTIONSHEET")
        {
            OfficeId = null, GroupId = GroupId, ResourceId = GroupId,
            Changes = new JavaMap().Add("locale", "en").Add("dateFormat", "dd MMMM yyyy").Add("loanTransactions", new JavaList(repaid)).Add("SavingsTransactions", new JavaList(paidIn)),
            Request = new JavaMap()
                .Add("transactionDate", Date.ToString("dd MMMM yyyy", CultureInfo.InvariantCulture))
                .Add("locale", "en").Add("dateFormat", "dd MMMM yyyy")
                .Add("bulkRepaymentTransactions", ListOf(Repayments, line => new JavaMap().Add("loanId", line.AccountId)))
                .Add("bulkDisbursementTransactions", ListOf(Disbursements, line => new JavaMap().Add("loanId", line.AccountId)))
                .Add("bulkSavingsDueTransactions", ListOf(Deposits, line => new JavaMap().Add("savingsId", line.AccountId).Add("depositAccountType", line.DepositType))),
        };
    }

    private static bool IsBooked(StandInSheetLine line) => line.Amount >= 1;

    private static JavaList ListOf(IReadOnlyList<StandInSheetLine> lines, Func<StandInSheetLine, JavaMap> account) =>
        new(lines.Select(line => account(line).Add("transactionAmount", (double)line.Amount)));
}
