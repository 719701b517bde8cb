namespace SmsBridge.Simulator.Core;

/// <summary>One command's result as a hook tells it (fineract-hooks.md 5.2 to 5.4).</summary>
/// <param name="Entity">Upper-case, e.g. <c>LOAN</c>.</param>
/// <param name="Action">Upper-case, e.g. <c>REPAYMENT</c>.</param>
internal sealed record HookEvent(string Entity, string Action)
{
    public long? OfficeId { get; init; } = 1;

    public long? ClientId { get; init; }

    public long? GroupId { get; init; }

    public long? LoanId { get; init; }

    public long? SavingsId { get; init; }

    public long? ResourceId { get; init; }

    public long? SubResourceId { get; init; }

    public string? ResourceExternalId { get; init; }

    public JavaMap? Changes { get; init; }

    /// <summary>The command's own body; only envelopes repeat it.</summary>
    public JavaMap Request { get; init; } = [];

    public static HookEvent ClientCreated(long officeId, long clientId) =>
        new("CLIENT", "CREATE")
        {
            OfficeId = officeId,
            ClientId = clientId,
            ResourceId = clientId,
            Request = new JavaMap()
                .Add("officeId", officeId).Add("firstname", "Jane").Add("lastname", "Wanjiru").Add("active", true)
                .Add("locale", "en").Add("dateFormat", "dd MMMM yyyy").Add("activationDate", "21 November 2026"),
        };
}

/// <summary>A loan repayment to tell the bridge about. For a group loan there is a group and no client.</summary>
internal sealed record HookRepayment(long LoanId, long TransactionId, decimal Amount)
{
    public long OfficeId { get; init; } = 1;

    public long? ClientId { get; init; }

    public long? GroupId { get; init; }

    public DateOnly Date { get; init; } = new(2026, 11, 21);

    public long? PaymentTypeId { get; init; }

    /// <summary>From 1.8 on, when set.</summary>
    public string? ExternalId { get; init; }

    public HookEvent ToEvent()
    {
        // Date and amount go round as the text somebody typed, in that person's format.
        var typed = new JavaMap()
            .Add("transactionDate", Date.ToString("dd MMMM yyyy", System.Globalization.CultureInfo.InvariantCulture))
            .Add("transactionAmount", Amount.ToString(System.Globalization.CultureInfo.InvariantCulture))
            .Add("locale", "en")
            .Add("dateFormat", "dd MMMM yyyy")
            .Add("paymentTypeId", PaymentTypeId);
        return new HookEvent("LOAN", "REPAYMENT")
        {
            OfficeId = OfficeId,
            ClientId = ClientId,
            GroupId = GroupId,
            LoanId = LoanId,
            ResourceId = TransactionId,
            ResourceExternalId = ExternalId,
            Changes = typed,
            Request = typed,
        };
    }
}

/// <summary>How a failed command is told (fineract-hooks.md 5.3).</summary>
internal enum FailureShape
{
    /// <summary>1.5 to 1.8: <c>"status":"Exception"</c> and an error map.</summary>
    Marked,

    /// <summary>1.9 to current: no status, no response, no office, no client.</summary>
    Unmarked,
}
