using System.Globalization;

namespace SmsBridge.Simulator.Events;

/// <summary>Records of events as a core of 2026 writes them, whole (fineract-external-events.md 5).</summary>
internal static class CoreRecords
{
    private const string Space = "org.apache.fineract.avro.";

    public const string Client = Space + "client.v1.ClientDataV1";
    public const string LoanAccount = Space + "loan.v1.LoanAccountDataV1";
    public const string LoanTransaction = Space + "loan.v1.LoanTransactionDataV1";
    public const string LoanAdjustment = Space + "loan.v1.LoanTransactionAdjustmentDataV1";
    public const string LoanRepaymentDue = Space + "loan.v1.LoanRepaymentDueDataV1";
    public const string SavingsAccount = Space + "savings.v1.SavingsAccountDataV1";
    public const string SavingsTransaction = Space + "savings.v1.SavingsAccountTransactionDataV1";

    /// <summary>The forms of June 2026, as on the wire.</summary>
    public static readonly IReadOnlyDictionary<string, string> Forms = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        [Client] = "568dc616a866b865", [LoanAccount] = "79a43b973a841181", [LoanTransaction] = "746058b910465c59", [LoanAdjustment] = "0102030405060708",
        [LoanRepaymentDue] = "bdec7be9373de9bf", [SavingsAccount] = "8a7cc2ffa27a040c", [SavingsTransaction] = "09e70e3f7fdcb823",
    };

    public static CoreEvent Repayment(long id, long loanId, string? amount = "1500", DateOnly? date = null, string? receipt = null, string? externalId = null) =>
        OfLoan("LoanTransactionMakeRepaymentPost", TransactionBody(id, loanId, 2, "repayment", amount, date, receipt, externalId));

    /// <param name="form">Another form than today's, in hex.</param>
    public static CoreEvent OfLoan(string name, AvroWriter body, string? form = null) => Event(name, LoanTransaction, body, form);

    public static CoreEvent Event(string name, string schema, AvroWriter body, string? form = null) =>
        new(name + "BusinessEvent", schema, CoreEvent.SingleObject(Convert.FromHexString(form ?? Forms[schema]), body.ToArray()));

    /// <summary>LoanTransactionDataV1, all 34 fields.</summary>
    /// <param name="flags">How many flags its type has: later forms have more.</param>
    public static AvroWriter TransactionBody(
        long id, long loanId, int type, string code, string? amount = null, DateOnly? date = null, string? receipt = null, string? externalId = null, int flags = 22)
    {
        const int Portions = 7;
        const int Behind = 16;
        var body = new AvroWriter().OptionalLong(id).OptionalLong(loanId).OptionalText("LOAN-31").OptionalLong(1).OptionalText("Head Office")
            .Some().OptionalLong(type).OptionalText($"loanTransactionType.{code}").OptionalText("Repayment");
        for (var flag = 0; flag < flags; flag++)
        {
            body.OptionalFlag(flag == 2);
        }

        body.OptionalText((date ?? new DateOnly(2026, 11, 21)).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
        Currency(body);
        Payment(body, receipt);
        return body.OptionalDecimal(amount).Null(Portions).OptionalText(externalId).Null(Behind);
    }

    /// <summary>The same with every value missing that may be.</summary>
    public static AvroWriter BareTransactionBody(long id, long loanId)
    {
        const int Others = 32;
        return new AvroWriter().OptionalLong(id).OptionalLong(loanId).Null(Others);
    }

    /// <summary>ClientDataV1, all 34 fields.</summary>
    public static CoreEvent OfClient(string name, long id, int status = 300)
    {
        const int Behind = 30;
        return Event(name, Client, Enum(new AvroWriter().OptionalLong(id).OptionalText("000000007").Null().Some(), status, "clientStatusType.active").Null(Behind));
    }

    /// <summary>LoanAccountDataV1, all 105 fields.</summary>
    public static CoreEvent OfLoanAccount(string name, long id, long? clientId, int status = 200)
    {
        const int Flags = 8;
        const int Behind = 96;
        var body = Enum(new AvroWriter().OptionalLong(id).OptionalText("000000031").Null(4).Some(), status, "loanStatusType.approved");
        for (var flag = 0; flag < Flags; flag++)
        {
            body.OptionalFlag(false);
        }

        return Event(name, LoanAccount, body.Null().OptionalLong(clientId).Null(Behind));
    }

    /// <summary>LoanTransactionAdjustmentDataV1 of a transaction that was undone.</summary>
    public static CoreEvent Undone(long id, long loanId) =>
        Event("LoanAdjustTransaction", LoanAdjustment, new AvroWriter().Some().Raw(TransactionBody(id, loanId, 2, "repayment", "1500").ToArray()).Null());

    /// <summary>LoanRepaymentDueDataV1, all 8 fields, of which three are unions of one branch.</summary>
    public static CoreEvent OfInstalment(string name, long loanId, DateOnly dueDate, string? amount = "1500")
    {
        var body = new AvroWriter().Long(0).Long(loanId).Long(0).Text("000000031").Null();
        Currency(body);
        body.Long(0).OptionalLong(3).OptionalText(dueDate.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)).OptionalDecimal(amount).Null(3).OptionalDecimal(amount);
        return Event(name, LoanRepaymentDue, body.Some().OptionalDecimal(amount).Null(4).Null(2));
    }

    /// <summary>SavingsAccountDataV1, all 48 fields; ids of 32 bits.</summary>
    public static CoreEvent OfSavingsAccount(string name, int id, int? clientId, int depositType = 100)
    {
        const int Behind = 41;
        return Event(
            name, SavingsAccount,
            Enum(new AvroWriter().OptionalLong(id).OptionalText("000000056").Some(), depositType, "depositAccountType.savingsDeposit").Null(3).OptionalLong(clientId).Null(Behind));
    }

    /// <summary>SavingsAccountTransactionDataV1, all 23 fields.</summary>
    public static CoreEvent OfSavings(string name, long id, long savingsId, int type, string code, string? amount = "500")
    {
        const int Flags = 16;
        const int Behind = 15;
        var body = Enum(new AvroWriter().OptionalLong(id).Some(), type, $"savingsAccountTransactionType.{code}");
        for (var flag = 0; flag < Flags; flag++)
        {
            body.OptionalFlag(flag == 0);
        }

        body.OptionalLong(savingsId).OptionalText("000000056").OptionalText("2026-11-21");
        Currency(body);
        return Event(name, SavingsTransaction, body.Null().OptionalDecimal(amount).Null(Behind));
    }

    private static AvroWriter Enum(AvroWriter body, long id, string code) => body.OptionalLong(id).OptionalText(code).OptionalText("value");

    private static void Currency(AvroWriter body) =>
        body.Some().OptionalText("KES").OptionalText("Kenyan Shilling").OptionalLong(2).OptionalLong(0).OptionalText("KSh").OptionalText("currency.KES").OptionalText("Kenyan Shilling (KSh)");

    private static void Payment(AvroWriter body, string? receipt)
    {
        if (receipt is null)
        {
            body.Null();
            return;
        }

        body.Some().OptionalLong(4).Some().OptionalLong(1).OptionalText("Cash").Null().OptionalFlag(true).OptionalLong(1).Null().OptionalFlag(false)
            .Null(3).OptionalText(receipt).Null();
    }
}
