using SmsBridge.Messages;

namespace SmsBridge.Texts.Catalogue;

/// <summary>A value a text can name.</summary>
/// <param name="Name">As written in a template, case-sensitive.</param>
/// <param name="Meaning">For the document and the console.</param>
internal sealed record TextVariable(string Name, string Meaning, Func<TemplateModel, string?> Value);

/// <summary>What the texts of an event may use, by what is looked up for it.</summary>
internal static class TextVariables
{
    /// <summary>What the client still owes: the one thing a text tells that the event itself changes.</summary>
    public const string Outstanding = "outstanding";

    private static readonly TextVariable[] Client =
    [
        new("name", "the client's name; of an organisation its own", model => model.Name),
        new("firstname", "empty for organisations", model => model.Firstname),
        new("lastname", "empty for organisations", model => model.Lastname),
        new("client", "account number of the client", model => model.Client),
        new("office", "name of the client's office", model => model.Office),
    ];

    private static readonly TextVariable[] Money =
    [
        new("amount", "with its currency: KES 1,500.00", model => model.Amount),
        new("currency", "its code: KES", model => model.Currency),
        new("date", "the day it counts for", model => model.Date),
    ];

    private static readonly TextVariable[] LoanAccount =
    [
        new("account", "account number of the loan", model => model.Account),
        new("product", "name of the loan product", model => model.Product),
        new(Outstanding, "what the client still owes", model => model.Outstanding),
    ];

    private static readonly TextVariable Receipt = new("receipt", "receipt number of the payment", model => model.Receipt);

    private static readonly TextVariable[] Account =
    [
        new("account", "account number", model => model.Account),
        new("product", "name of the product", model => model.Product),
        new("balance", "what is on the account", model => model.Balance),
        new("available", "what can be drawn from it", model => model.Available),
    ];

    private static readonly TextVariable[] Deposit =
    [
        new("maturity", "day of maturity", model => model.Maturity),
        new("maturityamount", "what will be paid at maturity", model => model.MaturityAmount),
    ];

    private static readonly TextVariable[] OfClient = Client;
    private static readonly TextVariable[] OfLoan = [.. Client, .. LoanAccount, new("principal", "what was approved, or asked for", model => model.Principal), Money[1]];
    private static readonly TextVariable[] OfLoanMoney = [.. Client, .. Money, .. LoanAccount, Receipt];
    private static readonly TextVariable[] OfInstalment = [.. Client, .. Money, .. LoanAccount, new("overdue", "what is overdue on the loan in all", model => model.Overdue)];
    private static readonly TextVariable[] OfAccount = [.. Client, .. Account];
    private static readonly TextVariable[] OfDeposit = [.. Client, .. Account, .. Deposit];
    private static readonly TextVariable[] OfAccountMoney = [.. Client, .. Money, .. Account, Receipt];
    private static readonly TextVariable[] OfDepositMoney = [.. OfAccountMoney, .. Deposit];
    private static readonly TextVariable[] OfShares = [.. Client, Account[0], Account[1]];
    private static readonly TextVariable[] OfTransfer =
    [
        .. Client, .. Money,
        new("account", "account number it came from", model => model.Account),
        new("toaccount", "account number it went to", model => model.ToAccount),
        new("toname", "whose account that is", model => model.ToName),
    ];

    public static IReadOnlyList<TextVariable> Of(EventKind kind) =>
        (kind.LookUp, kind.Account) switch
        {
            (LookUp.Client or LookUp.Envelope, _) => OfClient,
            (LookUp.Loan, _) => OfLoan,
            (LookUp.LoanTransaction or LookUp.LoanDisbursement, _) => OfLoanMoney,
            (LookUp.Instalment, _) => OfInstalment,
            (LookUp.Account, AccountType.Share) => OfShares,
            (LookUp.Account, AccountType.Savings) => OfAccount,
            (LookUp.Account, _) => OfDeposit,
            (LookUp.AccountTransaction, AccountType.Savings) => OfAccountMoney,
            (LookUp.AccountTransaction, _) => OfDepositMoney,
            (LookUp.Transfer, _) => OfTransfer,
            (LookUp.Row or LookUp.Staff, _) => [],
            _ => throw new ArgumentOutOfRangeException(nameof(kind), kind.LookUp, "Unknown look-up."),
        };
}
