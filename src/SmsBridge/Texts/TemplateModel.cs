namespace SmsBridge.Texts;

/// <summary>
/// What the core knows about an event, ready to be read: amounts and dates are already formatted
/// (<see cref="TextFormat"/>). What the core does not know stays null; <c>{{#if outstanding}}</c> asks for it.
/// </summary>
internal sealed record TemplateModel
{
    /// <summary>The client's display name; organisations have no other.</summary>
    public string? Name { get; init; }

    public string? Firstname { get; init; }

    public string? Lastname { get; init; }

    /// <summary>The client's account number.</summary>
    public string? Client { get; init; }

    /// <summary>The name of the client's office.</summary>
    public string? Office { get; init; }

    /// <summary>What was paid, with its currency: <c>KES 1,500.00</c>.</summary>
    public string? Amount { get; init; }

    /// <summary>The currency's code alone.</summary>
    public string? Currency { get; init; }

    /// <summary>The transaction's date.</summary>
    public string? Date { get; init; }

    /// <summary>The account number of the loan, or of whatever account it is about.</summary>
    public string? Account { get; init; }

    /// <summary>The product's name.</summary>
    public string? Product { get; init; }

    /// <summary>What the client still owes (the loan's <c>summary.totalOutstanding</c>), with its currency.</summary>
    public string? Outstanding { get; init; }

    /// <summary>What of it should have been paid by now.</summary>
    public string? Overdue { get; init; }

    /// <summary>The payment's receipt number.</summary>
    public string? Receipt { get; init; }

    /// <summary>What was approved, or asked for.</summary>
    public string? Principal { get; init; }

    /// <summary>What is on a savings account.</summary>
    public string? Balance { get; init; }

    /// <summary>What can be drawn from it.</summary>
    public string? Available { get; init; }

    /// <summary>The day a deposit matures.</summary>
    public string? Maturity { get; init; }

    /// <summary>What will be paid then.</summary>
    public string? MaturityAmount { get; init; }

    /// <summary>The account a transfer went to.</summary>
    public string? ToAccount { get; init; }

    /// <summary>Whose account that is.</summary>
    public string? ToName { get; init; }

    /// <summary>What data tables of the core have, by the variables' names (<see cref="OwnVariable"/>); null: none was asked.</summary>
    public IReadOnlyDictionary<string, string>? Own { get; init; }
}
