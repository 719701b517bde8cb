namespace SmsBridge.Intake.Events.Records;

/// <summary>Loans and their transactions.</summary>
internal static class LoanRecords
{
    private const int TypeFlags = 22; // of the forms that are known; a later one has more
    private const int StatusFlags = 8;

    /// <summary>LoanAccountDataV1.</summary>
    public static EventFacts? ReadAccount(ref AvroReader reader, bool isKnown)
    {
        var id = reader.Required(reader.OptionalLong(), "loan");
        reader.SkipTexts(5); // account number, external ids, settlement date, ratio of the price
        var hasStatus = reader.Has();
        if (hasStatus)
        {
            reader.EnumHead(isLong: false, "loanStatusType.");
        }

        if (!isKnown)
        {
            return new EventFacts { ResourceId = id, LoanId = id };
        }

        reader.SkipFlags(hasStatus ? StatusFlags : 0);
        reader.OptionalEnum("loan");
        return new EventFacts { ResourceId = id, LoanId = id, ClientId = reader.PositiveOrNone(reader.OptionalLong(), "client") };
    }

    /// <summary>LoanTransactionDataV1. Of a form that is not known up to its type: the flags behind it became more over the years.</summary>
    public static EventFacts? ReadTransaction(ref AvroReader reader, bool isKnown)
    {
        var id = reader.Required(reader.OptionalLong(), "transaction");
        var loanId = reader.Required(reader.OptionalLong(), "loan");
        reader.SkipTexts(1); // external id of the loan
        reader.PositiveOrNone(reader.OptionalLong(), "office");
        reader.SkipTexts(1);
        var hasType = reader.Has();
        if (hasType)
        {
            reader.EnumHead(isLong: false, "loanTransactionType.");
        }

        var facts = new EventFacts { ResourceId = id, LoanId = loanId };
        return isKnown ? WithMoney(ref reader, facts, hasType ? TypeFlags : 0) : facts;
    }

    /// <summary>LoanTransactionAdjustmentDataV1: the transaction that was undone or edited, and behind it the new one, which is not read.</summary>
    public static EventFacts? ReadAdjustment(ref AvroReader reader, bool isKnown)
    {
        if (!reader.Has())
        {
            reader.Fail("it names no transaction");
            return null;
        }

        return ReadTransaction(ref reader, isKnown: false);
    }

    /// <summary>LoanRepaymentDueDataV1. Three of its fields are unions of one branch, which has its number all the same.</summary>
    public static EventFacts? ReadDue(ref AvroReader reader, bool isKnown)
    {
        const int Portions = 4;
        reader.Branch(1);
        var loanId = reader.Required(reader.Long(), "loan");
        reader.Branch(1);
        reader.Text(); // account number
        reader.SkipTexts(1);
        var currency = reader.OptionalCurrency();
        reader.Branch(1);
        reader.PositiveOrNone(reader.OptionalInt(), "instalment");
        var date = reader.OptionalDate();
        if (date is null)
        {
            reader.Fail("it does not say when the instalment is due");
        }

        reader.SkipDecimals(Portions);
        return new EventFacts { ResourceId = loanId, LoanId = loanId, Date = date, Currency = currency, Amount = reader.OptionalAmount() };
    }

    private static EventFacts WithMoney(ref AvroReader reader, EventFacts facts, int flags)
    {
        const int Portions = 7; // net disbursal, principal to unrecognized income
        reader.SkipFlags(flags);
        var (date, currency, receipt, amount) = (reader.OptionalDate(), reader.OptionalCurrency(), reader.OptionalPayment(), reader.OptionalAmount());
        reader.SkipDecimals(Portions);
        return facts with { Date = date, Currency = currency, ReceiptNumber = receipt, Amount = amount, ExternalId = reader.OptionalText() };
    }
}
