namespace SmsBridge.Core;

/// <summary>A client as the core knows it (fineract-core-api.md 4). The core omits what is null.</summary>
/// <param name="MobileNo">Free text as typed in the core, not yet a number: spaces, no country code, several numbers, words.</param>
/// <param name="StatusId">0 invalid, 100 pending, 300 active, 303 and 304 in transfer, 600 closed, 700 rejected, 800 withdrawn.</param>
internal sealed record ClientFacts(
    long Id,
    string AccountNo,
    string DisplayName,
    string? Firstname,
    string? Lastname,
    string? MobileNo,
    string? OfficeName,
    string? ExternalId,
    int? StatusId,
    bool? IsActive)
{
    /// <summary>The member of the staff who looks after the client; null: nobody does.</summary>
    public long? StaffId { get; init; }

    public long? OfficeId { get; init; }

    /// <summary>A value of the core's code ClientType; null: the client has none.</summary>
    public long? TypeId { get; init; }

    public string? TypeName { get; init; }

    public TimelineFacts? Timeline { get; init; }

    /// <summary>Without name and number, which must not slip into a log.</summary>
    public override string ToString() => $"Client {Id}";
}

/// <summary>A loan (fineract-core-api.md 5). Client loans have <paramref name="ClientId"/>, group loans <paramref name="GroupId"/>.</summary>
/// <param name="Currency">From the loan, or from its summary.</param>
/// <param name="TotalOutstanding">What is still owed, all portions; null before disbursement.</param>
internal sealed record LoanFacts(
    long Id,
    string AccountNo,
    string? ExternalId,
    long? ClientId,
    long? GroupId,
    string? GroupName,
    string? ProductName,
    CurrencyFacts? Currency,
    decimal? Principal,
    decimal? TotalOutstanding,
    decimal? TotalOverdue,
    int? StatusId,
    string? StatusCode)
{
    /// <summary>Differs from <see cref="Principal"/> where less was approved than asked for.</summary>
    public decimal? ApprovedPrincipal { get; init; }

    /// <summary>The loan officer, a member of the staff; null: it has none.</summary>
    public long? OfficerId { get; init; }

    public long? ProductId { get; init; }

    public TimelineFacts? Timeline { get; init; }
}

/// <summary>A loan and its instalment of one day (fineract-core-api.md 5).</summary>
/// <param name="Outstanding">What is not paid of it; null: no instalment is due on that day.</param>
internal sealed record InstalmentFacts(LoanFacts Loan, DateOnly DueDate, decimal? Outstanding);

/// <summary>A loan and all its instalments, those of one day as one.</summary>
internal sealed record ScheduleFacts(LoanFacts Loan, IReadOnlyList<DueFacts> Instalments);

/// <param name="Outstanding">What is not paid of it.</param>
internal readonly record struct DueFacts(DateOnly Day, decimal Outstanding);

/// <summary>A page of a core's list of loans, as it came.</summary>
internal sealed record LoanPage(IReadOnlyList<ListedLoan> Loans);

/// <param name="StatusId">Null: the core did not say.</param>
internal readonly record struct ListedLoan(long Id, int? StatusId);

/// <summary>One transaction of a loan (fineract-core-api.md 5).</summary>
/// <param name="Date">The day it counts for, in the core's calendar.</param>
/// <param name="ManuallyReversed">Undone after the event: never confirm it.</param>
/// <param name="IsRepayment">True for type 2, by flag or by code.</param>
/// <param name="TypeCode">e.g. <c>loanTransactionType.repayment</c>.</param>
internal sealed record LoanTransactionFacts(
    long Id,
    decimal Amount,
    DateOnly Date,
    CurrencyFacts Currency,
    bool ManuallyReversed,
    bool IsRepayment,
    string TypeCode,
    string? ReceiptNumber,
    string? ExternalId)
{
    /// <summary>True for type 1, by flag or by code.</summary>
    public bool IsDisbursement { get; init; }

    /// <summary>As in fineract-core-api.md 5; null: the core did not say.</summary>
    public int? TypeId { get; init; }
}

/// <summary>One transaction of a savings account (fineract-core-api.md 6).</summary>
/// <param name="Reversed">Undone after the event: never confirm it.</param>
/// <param name="TypeCode">e.g. <c>savingsAccountTransactionType.deposit</c>.</param>
internal sealed record SavingsTransactionFacts(
    long Id,
    decimal Amount,
    CurrencyFacts Currency,
    bool Reversed,
    bool IsDeposit,
    bool IsWithdrawal,
    string TypeCode,
    string? ReceiptNumber,
    string? ExternalId)
{
    /// <summary>As in fineract-core-api.md 6; null: the core did not say.</summary>
    public int? TypeId { get; init; }

    /// <summary>The day it counts for.</summary>
    public DateOnly? Date { get; init; }
}

/// <summary>A savings, deposit or share account (fineract-core-api.md 6, fineract-event-catalogue.md 5).</summary>
/// <param name="StatusId">100 submitted, 200 approved, 300 active, 400 withdrawn, 500 rejected, 600 closed.</param>
/// <param name="MaturityDate">Of deposits.</param>
internal sealed record AccountFacts(
    long Id,
    string AccountNo,
    long? ClientId,
    string? GroupName,
    string? ProductName,
    int? StatusId,
    CurrencyFacts? Currency,
    decimal? Balance,
    decimal? Available,
    DateOnly? MaturityDate,
    decimal? MaturityAmount)
{
    /// <summary>Of a group's.</summary>
    public long? GroupId { get; init; }

    public long? ProductId { get; init; }

    public TimelineFacts? Timeline { get; init; }
}

/// <summary>A group, and who has which role in it (fineract-event-catalogue.md 6).</summary>
/// <param name="Roles">Named by the institution: <c>Leader</c> is what a core's own reports take for granted. Without those that name no client.</param>
internal sealed record GroupFacts(long Id, string Name, IReadOnlyList<(string Role, long ClientId)> Roles)
{
    /// <summary>Its active members, each once; empty: it has none, or they were not asked for.</summary>
    public IReadOnlyList<ClientFacts> Members { get; init; } = [];

    /// <summary>In no order; each once.</summary>
    public IReadOnlyList<long> HoldersOf(string role) =>
        [.. Roles.Where(each => each.Role.Trim().Equals(role.Trim(), StringComparison.OrdinalIgnoreCase)).Select(each => each.ClientId).Distinct()];
}

/// <summary>A member of the staff (fineract-core-api.md 4).</summary>
/// <param name="MobileNo">Free text, as a client's.</param>
/// <param name="IsActive">False: the core says that somebody does not work there any more.</param>
internal sealed record StaffFacts(long Id, string DisplayName, string? MobileNo, bool IsActive)
{
    /// <summary>Without name and number, which must not slip into a log.</summary>
    public override string ToString() => $"Staff {Id}";
}

/// <summary>A transfer between two accounts, one side a client of ours (fineract-event-catalogue.md 4.1).</summary>
/// <param name="FromClientId">Null: the money came from no client.</param>
internal sealed record TransferFacts(
    long? FromClientId,
    string? FromAccount,
    string? ToAccount,
    string? ToName,
    decimal Amount,
    CurrencyFacts Currency,
    DateOnly? Date,
    bool Reversed);

/// <summary>The days of a client's, loan's or account's life, in the core's calendar. Null: not yet, or the core does not say.</summary>
internal sealed record TimelineFacts(DateOnly? Submitted, DateOnly? Approved, DateOnly? Rejected, DateOnly? Withdrawn, DateOnly? Activated, DateOnly? Closed);

/// <param name="Code">ISO 4217, e.g. <c>KES</c>.</param>
/// <param name="DecimalPlaces">How many decimals to show, 0 to 6; 2 when the core does not say.</param>
internal sealed record CurrencyFacts(string Code, int DecimalPlaces, string? Name, string? DisplaySymbol);

/// <summary>The core accepted the credential for the tenant.</summary>
/// <param name="Offices">How many offices the user sees; null when it may not list offices, which a least-privilege user need not.</param>
internal sealed record CoreCheck(int? Offices);

/// <summary>A text on the core's own record: that it is there is all we want to know.</summary>
internal sealed record SmsFacts(long Id);
