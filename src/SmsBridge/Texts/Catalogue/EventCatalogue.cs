using System.Collections.Frozen;
using SmsBridge.Messages;

namespace SmsBridge.Texts.Catalogue;

/// <summary>
/// Every kind of event that can have a text, one row each, and those that can not, with the reason: intake, look-ups, texts, API and documents all
/// read it here (fineract-event-catalogue.md 1, 2, 3, 4, 5 and 6). The one place to add one; its name must be in <c>event_type</c> by a migration too.
/// </summary>
internal static class EventCatalogue
{
    private const int Submitted = 100;
    private const int Approved = 200;
    private const int Active = 300;
    private const int Withdrawn = 400;
    private const int Rejected = 500;
    private const int Closed = 600;
    private const int WrittenOff = 601;
    private const int ClosedAsRescheduled = 602;
    private const int Overpaid = 700;
    private const int PrematurelyClosed = 700; // of deposits

    private const string SheetOfMany =
        "one hook stands for the payments of many clients: each that it names for certain is told as LOAN REPAYMENT, SAVINGSACCOUNT DEPOSIT or RECURRINGDEPOSITACCOUNT DEPOSIT";

    private static readonly TimeSpan ThreeDays = TimeSpan.FromHours(72);

    private static readonly EventKind[] Clients =
    [
        new(EventType.ClientCreate, "Client created", EventClass.Service, LookUp.Client, "Welcome, {{name}}! You are now registered with us.")
        {
            OnByDefault = true, Key = EventKey.Client, Expiry = ThreeDays, ExternalEvent = "ClientCreate", Statuses = [100, 300, 303, 304], // pending, active, on the move to another office
            Remark = "A client that is made active at once has this hook and no CLIENT ACTIVATE; of external events it has both, so that with both switched on it is welcomed twice.",
        },
        Client("ACTIVATE", "Client activated", "Welcome, {{name}}! Your membership is active now. Your number with us is {{client}}.", "ClientActivate", Active),
        Client("REJECT", "Client rejected", "Dear {{name}}, we are sorry that we could not accept your application. Please ask at {{office}}.", "ClientReject", 700),
        Client("CLOSE", "Client closed", "Dear {{name}}, your membership has been closed. For questions please ask at {{office}}.", null, 600),
    ];

    private static readonly EventKind[] Loans =
    [
        Loan("CREATE", "Loan submitted", "Dear {{name}}, we received your application for a loan of {{principal}} ({{product}}). We will tell you what is decided.", "LoanCreated", Submitted),
        Loan("APPROVE", "Loan approved", "Dear {{name}}, your loan {{account}} of {{principal}} is approved.", "LoanApproved", Approved, Active) with
        {
            Remark = "Once for each loan: one that is approved anew after its approval was undone is told of nothing more.",
        },
        Loan("REJECT", "Loan rejected", "Dear {{name}}, we are sorry that we could not approve your loan application {{account}}. Please ask at {{office}}.", "LoanRejected", Rejected),
        Loan("WITHDRAW", "Loan application withdrawn", "Dear {{name}}, your loan application {{account}} was withdrawn as you asked.", "LoanWithdrawnByApplicant", Withdrawn),
        Disbursement("DISBURSE", "Loan disbursed", "Dear {{name}}, {{amount}} of your loan {{account}} was paid out on {{date}}.", EventKey.LoanTransaction, "LoanDisbursalTransaction"),
        Disbursement(
            "DISBURSETOSAVINGS", "Loan disbursed to savings", "Dear {{name}}, {{amount}} of your loan {{account}} was paid to your savings account on {{date}}.", EventKey.Body, null),
        new(EventType.LoanRepayment, "Loan repayment", EventClass.Transactional, LookUp.LoanTransaction,
            "Thank you, {{name}}. We received {{amount}} for loan {{account}} on {{date}}.")
        {
            OnByDefault = true, TransactionTypes = [2], ExternalEvent = "LoanTransactionMakeRepaymentPost",
        },
        LoanMoney("RECOVERYPAYMENT", "Payment after write-off", "Thank you, {{name}}. We received {{amount}} for loan {{account}} on {{date}}.", "LoanTransactionRecoveryPaymentPost", 8),
        LoanMoney(
            "MERCHANTISSUEDREFUND", "Merchant refund", "Dear {{name}}, a refund of {{amount}} from the merchant was put to your loan {{account}} on {{date}}.",
            "LoanTransactionMerchantIssuedRefundPost", 21),
        LoanMoney("PAYOUTREFUND", "Payout refund", "Dear {{name}}, a refund of {{amount}} was put to your loan {{account}} on {{date}}.", "LoanTransactionPayoutRefundPost", 22),
        LoanMoney("GOODWILLCREDIT", "Goodwill credit", "Dear {{name}}, we credited {{amount}} to your loan {{account}} on {{date}}.", "LoanTransactionGoodwillCreditPost", 23),
        LoanMoney("REFUNDBYCASH", "Refund in cash", "Dear {{name}}, {{amount}} of your loan {{account}} was refunded to you on {{date}}.", "LoanRefundPost", 18),
        LoanMoney("ADJUST", "Repayment undone", "Dear {{name}}, our receipt of {{amount}} for loan {{account}} dated {{date}} is no longer valid: the booking was corrected.", "LoanAdjustTransaction", 2) with
        {
            IsUndoing = true, ReceiptOf = EventType.LoanRepayment,
            Remark = "Newer cores name the new transaction when one is edited: then nothing is sent, as only an undone one is certain. Only to a client who was sent the receipt.",
        },
        LoanMoney("WRITEOFF", "Loan written off", "Dear {{name}}, your loan {{account}} was closed in our books on {{date}}. Please ask at {{office}} what is still due.", "LoanWrittenOffPost", 6) with
        {
            Statuses = [WrittenOff], Class = EventClass.Collection,
        },
        Loan("CLOSE", "Loan closed", "Dear {{name}}, your loan {{account}} is closed. Thank you for your business.", null, Closed) with
        {
            Remark = "Only the command that closes it. A last repayment that pays a loan off has its own hook, LOAN REPAYMENT.",
            Key = EventKey.Body, // the closing transaction or the loan, whichever the core felt like
        },
        Loan("CLOSEASRESCHEDULED", "Loan closed as rescheduled", "Dear {{name}}, your loan {{account}} was closed because it was rescheduled. Please ask at {{office}} for your new instalments.", null, ClosedAsRescheduled),
        new(new("RESCHEDULELOAN", "APPROVE"), "Loan rescheduled", EventClass.Service, LookUp.Loan, "Dear {{name}}, the instalments of your loan {{account}} were changed as agreed. Please ask at {{office}} for the new dates.")
        {
            Statuses = [Active], IsRequest = true, Expiry = ThreeDays, Remark = "One for each request that is approved; the loan itself is asked for, which must be active.",
        },
        Reminder(
            "REPAYMENTDUE", "Instalment falls due", "Dear {{name}}, {{amount}} of your loan {{account}} is due on {{date}}. If you have paid already, please ignore this.", "LoanRepaymentDue") with
        {
            IsAhead = true,
        },
        Reminder(
            "REPAYMENTOVERDUE", "Instalment not paid", "Dear {{name}}, {{amount}} of your loan {{account}} was due on {{date}} and has not been paid. Please pay, or ask at {{office}}.", "LoanRepaymentOverdue"),
        new(new("LOANCHARGE", "PAY"), "Loan charge paid", EventClass.Transactional, LookUp.LoanTransaction, "Thank you, {{name}}. A charge of {{amount}} on loan {{account}} was paid on {{date}}.")
        {
            Key = EventKey.SubResource, TransactionTypes = [17], ExternalEvent = "LoanChargePaymentPost", Remark = "Cores before 1.9 do not say which transaction: nothing is sent there.",
        },
    ];

    private static readonly EventKind[] Savings =
    [
        Account("CREATE", "Savings account submitted", "Dear {{name}}, we received your application for a savings account ({{product}}).", "SavingsCreate", Submitted),
        Account("APPROVE", "Savings account approved", "Dear {{name}}, your savings account {{account}} is approved.", "SavingsApprove", Approved, Active),
        Account("REJECT", "Savings account rejected", "Dear {{name}}, we are sorry that we could not open the savings account you applied for. Please ask at {{office}}.", "SavingsReject", Rejected),
        Account("WITHDRAW", "Savings application withdrawn", "Dear {{name}}, your application for savings account {{account}} was withdrawn as you asked.", null, Withdrawn) with
        {
            Remark = "An application, not money: that is SAVINGSACCOUNT WITHDRAWAL.",
        },
        Account("ACTIVATE", "Savings account activated", "Dear {{name}}, your savings account {{account}} is open.", "SavingsActivate", Active),
        AccountMoney(EventType.SavingsDeposit, "Savings deposit", "Thank you, {{name}}. {{amount}} was paid into your account {{account}} on {{date}}.", "SavingsDeposit", 1),
        AccountMoney(EventType.SavingsWithdrawal, "Savings withdrawal", "Dear {{name}}, {{amount}} was drawn from your account {{account}} on {{date}}.", "SavingsWithdrawal", 2),
        Account("POSTINTEREST", "Savings interest posted", "Dear {{name}}, interest was posted to your account {{account}}. Balance: {{balance}}.", null, Active) with
        {
            Key = EventKey.Body, Remark = "Posted by a person; the core's nightly job has no hook. The hook names no transaction, so that there is no {{amount}}.",
        },
        Account("CLOSE", "Savings account closed", "Dear {{name}}, your savings account {{account}} is closed.", "SavingsClose", Closed),
        .. Deposits("FIXEDDEPOSITACCOUNT", "Fixed deposit", AccountType.FixedDeposit),
        .. Deposits("RECURRINGDEPOSITACCOUNT", "Recurring deposit", AccountType.RecurringDeposit),
        AccountMoney(new("RECURRINGDEPOSITACCOUNT", "DEPOSIT"), "Recurring deposit paid", "Thank you, {{name}}. {{amount}} was paid into your account {{account}} on {{date}}.", "SavingsDeposit", 1) with
        {
            Account = AccountType.RecurringDeposit, ExternalEvent = null, // SavingsDeposit too, which does not say of which type its account is
        },
        Share("CREATE", "Share account submitted", "Dear {{name}}, we received your application for a share account ({{product}}).", null, Submitted),
        Share("APPROVE", "Share account approved", "Dear {{name}}, your share account {{account}} is approved.", "ShareAccountApprove", Approved, Active),
        Share("REJECT", "Share account rejected", "Dear {{name}}, we are sorry that we could not open the share account you applied for. Please ask at {{office}}.", null, Rejected),
        Share("ACTIVATE", "Share account activated", "Dear {{name}}, your share account {{account}} is open.", null, Active),
        Share("CLOSE", "Share account closed", "Dear {{name}}, your share account {{account}} is closed.", null, Closed),
        new(new("ACCOUNTTRANSFER", "CREATE"), "Transfer between accounts", EventClass.Transactional, LookUp.Transfer,
            "Dear {{name}}, {{amount}} was transferred from your account {{account}} to {{toaccount}} on {{date}}.")
        {
            Remark = "Told to whom the money came from. The hook brings the id of the transfer's detail, which is what is asked for.",
        },
    ];

    /// <summary>Why some that look as if they could have a text have none: what can not be told for certain is not sent.</summary>
    private static readonly Dictionary<EventType, string> Untold = new()
    {
        [new("SAVINGSACCOUNT", "UNDOTRANSACTION")] = "its hook names the account and not the transaction that was undone",
        [new("SAVINGSACCOUNT", "ADJUSTTRANSACTION")] = "its hook does not name the transaction that was changed",
        [new("LOAN", "CREDITBALANCEREFUND")] = "its hook does not name the loan",
        [new("LOAN", "FORECLOSURE")] = "its hook names neither client nor transaction on many cores",
        [new("GLIMLOAN", "REPAYMENT")] = "its hook names the last member's loan only",
        [new("GLIMLOAN", "DISBURSE")] = "its hook names the last member's loan only",
        [new("GSIMACCOUNT", "DEPOSIT")] = "its hook names the last member's account only",
        [new("COLLECTIONSHEET", "SAVE")] = SheetOfMany,
        [new("GROUP", "SAVECOLLECTIONSHEET")] = SheetOfMany,
        [new("CENTER", "SAVECOLLECTIONSHEET")] = SheetOfMany,
        [new("USER", "CREATE")] = "its hook carries a password, and is not about a client",
        [new("USER", "UPDATE")] = "its hook carries a password, and is not about a client",
        [EventType.SmsSend] = "the core wrote its text itself",
        [EventType.SmsCampaign] = "the core wrote its text itself",
        [EventType.SmsTrigger] = "the core wrote its text itself",
        [EventType.SmsCode] = "the core wrote its text itself, and it is a secret",
    };

    public static IReadOnlyList<EventKind> All { get; } = [.. Clients, .. Loans, .. Savings];

    /// <summary>What rows of a tenant's reports are told as. They are no events of a core, and no text can be set for them: a report has its own.</summary>
    public static IReadOnlyList<EventKind> Rows { get; } =
    [
        Row(EventType.ArrearsRow, "Report of arrears", EventClass.Collection) with { IsOfArrears = true },
        Row(EventType.ServiceRow, "Report about accounts", EventClass.Service),
        Row(EventType.PromotionRow, "Report of occasions", EventClass.Promotional),
    ];

    /// <summary>What a client's loan officer is told beside the client, by the class of what the client was told: so they have its quiet hours, its routes and its cap.</summary>
    public static IReadOnlyList<EventKind> Copies { get; } =
    [
        Copy(EventType.OfficerOfMoney, "Officer's copy (money)", EventClass.Transactional),
        Copy(EventType.OfficerOfService, "Officer's copy (service)", EventClass.Service),
        Copy(EventType.OfficerOfArrears, "Officer's copy (arrears)", EventClass.Collection),
    ];

    /// <summary>What is told and has no text that could be set.</summary>
    public static IReadOnlyList<EventKind> WithWords { get; } = [.. Rows, .. Copies];

    private static readonly FrozenDictionary<EventType, EventKind> ByType = All.ToFrozenDictionary(kind => kind.Type);
    private static readonly FrozenDictionary<EventType, EventKind> WithWordsByType = WithWords.ToFrozenDictionary(kind => kind.Type);
    private static readonly FrozenDictionary<string, EventKind> ByName =
        All.SelectMany(kind => new[] { (Name: kind.Name, kind), (Name: kind.Code, kind) }).ToFrozenDictionary(named => named.Name, named => named.kind, StringComparer.OrdinalIgnoreCase);

    private static readonly FrozenDictionary<string, EventKind> ByExternal =
        All.Where(kind => kind.ExternalEvent is not null).ToFrozenDictionary(kind => kind.ExternalEvent!, StringComparer.Ordinal);

    /// <summary>Names of those that have messages: these, the core's own texts, rows of reports, and copies.</summary>
    public static IReadOnlyList<string> WithMessages { get; } = [.. All.Select(kind => kind.Name), .. EventType.OwnTexts.Select(type => type.ToString()), .. WithWords.Select(kind => kind.Name)];

    /// <summary>Null: no text belongs to it.</summary>
    public static EventKind? Find(EventType type) => ByType.GetValueOrDefault(type);

    /// <summary>The same of what has become an event, which a row of a report may have been, or a copy.</summary>
    public static EventKind? FindTold(EventType type) => Find(type) ?? WithWordsByType.GetValueOrDefault(type);

    /// <param name="name"><c>LOAN DISBURSE</c> or <c>LOAN_DISBURSE</c>, in any case.</param>
    public static EventKind? Find(string name) => ByName.GetValueOrDefault(name);

    /// <summary>What an external event tells; null: no text belongs to it, or not by this way.</summary>
    /// <param name="external">Its name, without its ending.</param>
    public static EventKind? FindExternal(string external) => ByExternal.GetValueOrDefault(external);

    /// <summary>Why it has none, in words that follow "no text can be given to it: "; null: nothing is known against it.</summary>
    public static string? WhyUntold(string name) =>
        Untold.FirstOrDefault(row => EventNames.Find(name, [row.Key.ToString()]) is not null).Value;

    /// <inheritdoc cref="WhyUntold(string)"/>
    public static string? WhyUntold(EventType type) => Untold.GetValueOrDefault(type);

    public static IEnumerable<KeyValuePair<EventType, string>> AllUntold => Untold;

    private static EventKind Client(string action, string title, string text, string? external, int status) =>
        new(new("CLIENT", action), title, EventClass.Service, LookUp.Client, text) { Key = EventKey.Client, Statuses = [status], ExternalEvent = external, Expiry = ThreeDays };

    private static EventKind Loan(string action, string title, string text, string? external, params int[] statuses) =>
        new(new("LOAN", action), title, EventClass.Service, LookUp.Loan, text) { Statuses = statuses, ExternalEvent = external, Expiry = ThreeDays };

    private static EventKind LoanMoney(string action, string title, string text, string external, int type) =>
        new(new("LOAN", action), title, EventClass.Transactional, LookUp.LoanTransaction, text) { TransactionTypes = [type], ExternalEvent = external };

    private static EventKind Reminder(string action, string title, string text, string external) =>
        new(new("LOAN", action), title, EventClass.Collection, LookUp.Instalment, text)
        {
            Key = EventKey.Instalment, Statuses = [Active], ExternalEvent = external, Expiry = ThreeDays,
            Remark = "By external event, or from the loan's schedule ([scheduled.md](scheduled.md)). Not sent when the instalment was paid or moved meanwhile; {{amount}} is what is not paid of it, {{date}} the day it is due.",
        };

    /// <summary>Always on: whoever wants none takes the report off its timetable.</summary>
    private static EventKind Row(EventType type, string title, EventClass kind) => new(type, title, kind, LookUp.Row, "") { OnByDefault = true, Key = EventKey.Body, Statuses = [Active] };

    /// <summary>Always on: whoever wants none takes the rule from the event that is copied.</summary>
    private static EventKind Copy(EventType type, string title, EventClass kind) => new(type, title, kind, LookUp.Staff, "") { OnByDefault = true };

    private static EventKind Disbursement(string action, string title, string text, EventKey key, string? external) =>
        new(new("LOAN", action), title, EventClass.Transactional, LookUp.LoanDisbursement, text)
        {
            Key = key, TransactionTypes = [1], Statuses = [Active, Closed, Overpaid], ExternalEvent = external,
            Remark = "Where the core does not name the transaction, the loan's newest disbursement is told that stands and that no other message is about.",
        };

    private static EventKind Account(string action, string title, string text, string? external, params int[] statuses) =>
        new(new("SAVINGSACCOUNT", action), title, EventClass.Service, LookUp.Account, text) { Statuses = statuses, ExternalEvent = external, Expiry = ThreeDays };

    private static EventKind AccountMoney(EventType type, string title, string text, string external, int transaction) =>
        new(type, title, EventClass.Transactional, LookUp.AccountTransaction, text) { TransactionTypes = [transaction], ExternalEvent = external };

    private static EventKind Share(string action, string title, string text, string? external, params int[] statuses) =>
        new(new("SHAREACCOUNT", action), title, EventClass.Service, LookUp.Account, text)
        {
            Account = AccountType.Share, Statuses = statuses, ExternalEvent = external, Expiry = ThreeDays,
        };

    private static EventKind[] Deposits(string entity, string title, AccountType account)
    {
        EventKind Row(string action, string what, string text, string? external, params int[] statuses) =>
            new(new(entity, action), $"{title} {what}", EventClass.Service, LookUp.Account, text) { Account = account, Statuses = statuses, ExternalEvent = external, Expiry = ThreeDays };

        return
        [
            Row("CREATE", "submitted", "Dear {{name}}, we received your application for a deposit account ({{product}}).", null, Submitted),
            Row("APPROVE", "approved", "Dear {{name}}, your deposit account {{account}} is approved.", null, Approved, Active),
            Row("REJECT", "rejected", "Dear {{name}}, we are sorry that we could not open the deposit account you applied for. Please ask at {{office}}.", null, Rejected),
            Row("WITHDRAW", "application withdrawn", "Dear {{name}}, your application for deposit account {{account}} was withdrawn as you asked.", null, Withdrawn),
            Row("ACTIVATE", "opened", "Dear {{name}}, your deposit account {{account}} is open.{{#if maturity}} It matures on {{maturity}}.{{/if}}", null, Active),
            Row("CLOSE", "closed", "Dear {{name}}, your deposit account {{account}} is closed.", null, Closed),
            Row("PREMATURECLOSE", "closed early", "Dear {{name}}, your deposit account {{account}} was closed before its maturity.", null, PrematurelyClosed, Closed),
        ];
    }
}
