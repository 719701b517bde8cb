using SmsBridge.Core;
using SmsBridge.Texts;

namespace SmsBridge.Relay;

/// <summary>From what the core says to what a text can name.</summary>
internal static class TextModels
{
    /// <param name="date">How a date is written.</param>
    public static TemplateModel Of(CoreFacts facts, Func<DateOnly, string> date)
    {
        var currency = facts.Money?.Currency ?? facts.Loan?.Currency ?? facts.Account?.Currency;
        return new TemplateModel
        {
            Name = facts.Client.DisplayName,
            Firstname = facts.Client.Firstname,
            Lastname = facts.Client.Lastname,
            Client = facts.Client.AccountNo,
            Office = facts.Client.OfficeName,
            Amount = Money(facts.Money?.Amount, currency),
            Currency = currency?.Code,
            Date = facts.Money?.Date is { } day ? date(day) : null,
            Account = facts.Transfer?.FromAccount ?? facts.Loan?.AccountNo ?? facts.Account?.AccountNo,
            Product = facts.Loan?.ProductName ?? facts.Account?.ProductName,
            Outstanding = Money(facts.Loan?.TotalOutstanding, currency),
            Overdue = Money(facts.Loan?.TotalOverdue, currency),
            Principal = Money(facts.Loan?.ApprovedPrincipal ?? facts.Loan?.Principal, currency),
            Receipt = facts.Money?.Receipt,
            Balance = Money(facts.Account?.Balance, currency),
            Available = Money(facts.Account?.Available, currency),
            Maturity = facts.Account?.MaturityDate is { } end ? date(end) : null,
            MaturityAmount = Money(facts.Account?.MaturityAmount, currency),
            ToAccount = facts.Transfer?.ToAccount,
            ToName = facts.Transfer?.ToName,
        };
    }

    private static string? Money(decimal? amount, CurrencyFacts? currency) =>
        amount is { } known && currency is not null ? TemplateFormat.Money(known, currency.Code, currency.DecimalPlaces) : null;
}
