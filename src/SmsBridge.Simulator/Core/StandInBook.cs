namespace SmsBridge.Simulator.Core;

/// <summary>A user of the stand-in core.</summary>
internal sealed record StandInUser(string Name, string Password)
{
    public static readonly IReadOnlyList<string> ReadEverything = 
    [
        "READ_CLIENT", "READ_LOAN", "READ_SAVINGSACCOUNT", "READ_FIXEDDEPOSITACCOUNT", "READ_RECURRINGDEPOSITACCOUNT", "READ_SHAREACCOUNT", "READ_ACCOUNTTRANSFER", "READ_GROUP", "READ_STAFF", "READ_OFFICE", "READ_SMS", "READ_AUDIT", "REPORTING_SUPER_USER",
    ];

    public int OfficeId { get; init; } = StandInTenant.HeadOffice;

    public IReadOnlyList<string> Permissions { get; init; } = ReadEverything;

    public bool MustRenewPassword { get; init; }

    public bool May(string permission) =>
        Permissions.Contains(permission, StringComparer.Ordinal)
        || Permissions.Contains("ALL_FUNCTIONS", StringComparer.Ordinal)
        || (permission.StartsWith("READ_", StringComparison.Ordinal) && Permissions.Contains("ALL_FUNCTIONS_READ", StringComparer.Ordinal));
}

internal sealed record StandInOffice(int Id, string Name, int? ParentId);

/// <param name="MobileNo">Free text, as the core's own.</param>
internal sealed record StandInClient(long Id, string DisplayName, string? MobileNo)
{
    public string? Firstname { get; init; }

    public string? Lastname { get; init; }

    public string? ExternalId { get; init; }

    public int OfficeId { get; init; } = StandInTenant.HeadOffice;

    public int StatusId { get; init; } = 300;

    /// <summary>A value of the code ClientType; null: it has none.</summary>
    public (long Id, string Name)? Type { get; init; }

    /// <inheritdoc cref="StandInLoan.Days"/>
    public IReadOnlyDictionary<string, DateOnly>? Days { get; init; }

    /// <summary>Who looks after the client.</summary>
    public long? StaffId { get; init; }
}

/// <summary>A member of the staff.</summary>
internal sealed record StandInStaff(long Id, string DisplayName, string? MobileNo)
{
    public int OfficeId { get; init; } = StandInTenant.HeadOffice;

    public bool IsActive { get; init; } = true;
}

internal sealed record StandInCurrency(string Code, string Name, int DecimalPlaces, string DisplaySymbol)
{
    public static readonly StandInCurrency Kes = new("KES", "Kenyan Shilling", 2, "KSh");
}

/// <summary>Belongs to a client or, with <see cref="GroupId"/>, to a group.</summary>
internal sealed record StandInLoan(long Id, long? ClientId, decimal Principal)
{
    /// <summary>Null: the id with zeros before it, as the core has it unless it is told otherwise.</summary>
    public string? AccountNo { get; init; }

    public long? GroupId { get; init; }

    public string? GroupName { get; init; }

    public string? ExternalId { get; init; }

    public long ProductId { get; init; } = 1;

    public string ProductName { get; init; } = "Personal Loan";

    public StandInCurrency Currency { get; init; } = StandInCurrency.Kes;

    public int OfficeId { get; init; } = StandInTenant.HeadOffice;

    /// <summary>The timeline, by its names: <c>submittedOnDate</c>, <c>approvedOnDate</c>; null: the core shows none.</summary>
    public IReadOnlyDictionary<string, DateOnly>? Days { get; init; }

    /// <summary>A loan that is not disbursed has no summary.</summary>
    public bool IsDisbursed { get; init; } = true;

    public decimal Outstanding { get; init; } = Principal;

    public decimal Overdue { get; init; }

    /// <summary>Null: by whether it is disbursed.</summary>
    public int? StatusId { get; init; }

    public decimal? ApprovedPrincipal { get; init; }

    /// <summary>The loan officer.</summary>
    public long? OfficerId { get; init; }

    public IReadOnlyList<StandInInstalment> Schedule { get; init; } = [];
}

/// <summary>A group, and who has which role in it.</summary>
internal sealed record StandInGroup(long Id, string Name)
{
    public IReadOnlyList<(string Role, long ClientId)> Roles { get; init; } = [];

    /// <summary>Clients.</summary>
    public IReadOnlyList<long> Members { get; init; } = [];
}

/// <param name="Outstanding">What is not paid of it.</param>
internal sealed record StandInInstalment(DateOnly DueDate, decimal Outstanding);

/// <param name="SavingsId">The account.</param>
internal sealed record StandInSavingsTransaction(long Id, long SavingsId, decimal Amount, DateOnly Date)
{
    /// <summary>1 is a deposit, 2 a withdrawal (fineract-core-api.md 6).</summary>
    public int TypeId { get; init; } = 1;

    public string? ReceiptNumber { get; init; }

    public bool IsReversed { get; init; }

    public StandInCurrency Currency { get; init; } = StandInCurrency.Kes;
}

internal sealed record StandInTransaction(long Id, long LoanId, decimal Amount, DateOnly Date)
{
    /// <summary>2 is a repayment (fineract-core-api.md 5).</summary>
    public int TypeId { get; init; } = 2;

    public string? ReceiptNumber { get; init; }

    public string? ExternalId { get; init; }

    public decimal BalanceAfter { get; init; }

    public bool IsReversed { get; init; }
}
