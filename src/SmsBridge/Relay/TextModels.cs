using SmsBridge.Core;
using SmsBridge.Texts;

namespace SmsBridge.Relay;

/// <summary>From what the core says to what a text can name.</summary>
internal static class TextModels
{
    /// <param name="format">Of the text's language.</param>
    /// <param name="own">What the text names of data tables.</param>
    public static TemplateModel Of(CoreFacts facts, TextFormat format, IReadOnlyList<OwnVariable> own)
    {
        var currency = facts.Money?.Currency ?? facts.Loan?.Currency ?? facts.Account?.Currency;
        return new TemplateModel
        {
            Name = facts.Client.DisplayName,
            Firstname = facts.Client.Firstname,
            Lastname = facts.Client.Lastname,
            Client = facts.Client.AccountNo,
            Office = facts.Client.OfficeName,
            Amount = Money(facts.Money?.Amount, currency, format),
            Currency = currency?.Code,
            Date = facts.Money?.Date is { } day ? format.Date(day) : null,
            Account = facts.Transfer?.FromAccount ?? facts.Loan?.AccountNo ?? facts.Account?.AccountNo,
            Product = facts.Loan?.ProductName ?? facts.Account?.ProductName,
            Outstanding = Money(facts.Loan?.TotalOutstanding, currency, format),
            Overdue = Money(facts.Loan?.TotalOverdue, currency, format),
            Principal = Money(facts.Loan?.ApprovedPrincipal ?? facts.Loan?.Principal, currency, format),
            Receipt = facts.Money?.Receipt,
            Balance = Money(facts.Account?.Balance, currency, format),
            Available = Money(facts.Account?.Available, currency, format),
            Maturity = facts.Account?.MaturityDate is { } end ? format.Date(end) : null,
            MaturityAmount = Money(facts.Account?.MaturityAmount, currency, format),
            ToAccount = facts.Transfer?.ToAccount,
            ToName = facts.Transfer?.ToName,
            Own = TableValues.Of(own, facts.Rows, format),
        };
    }

    private static string? Money(decimal? amount, CurrencyFacts? currency, TextFormat format) =>
        amount is { } known && currency is not null ? format.Money(known, currency.Code, currency.DecimalPlaces) : null;
}
