using SmsBridge.Core;

namespace SmsBridge.Relay;

/// <summary>What the core says about an event: enough to address and to write the SMS.</summary>
internal sealed record CoreFacts(ClientFacts Client)
{
    public LoanFacts? Loan { get; init; }

    public AccountFacts? Account { get; init; }

    public TransferFacts? Transfer { get; init; }

    /// <summary>What moved; null: nothing did.</summary>
    public MoneyFacts? Money { get; init; }
}

/// <summary>An amount that moved, of a loan, an account or a transfer.</summary>
internal sealed record MoneyFacts(decimal Amount, CurrencyFacts Currency, DateOnly? Date, string? Receipt)
{
    public static MoneyFacts Of(LoanTransactionFacts facts) => new(facts.Amount, facts.Currency, facts.Date, facts.ReceiptNumber);

    public static MoneyFacts Of(SavingsTransactionFacts facts) => new(facts.Amount, facts.Currency, facts.Date, facts.ReceiptNumber);

    public static MoneyFacts Of(TransferFacts facts) => new(facts.Amount, facts.Currency, facts.Date, null);
}
