namespace SmsBridge.Intake.Events.Records;

/// <summary>Savings and share accounts, and what moves on them.</summary>
internal static class SavingsRecords
{
    private const int TypeFlags = 16;
    private const int Savings = 100; // depositAccountType: 200 fixed, 300 recurring

    /// <summary>SavingsAccountDataV1, whose ids are of 32 bits.</summary>
    public static EventFacts? ReadAccount(ref AvroReader reader, bool isKnown)
    {
        var id = reader.Required(reader.OptionalInt(), "account");
        reader.SkipTexts(1);
        if (reader.OptionalEnum("depositAccountType.") is not (null or Savings))
        {
            reader.Fail("it is about another kind of account");
        }

        reader.SkipTexts(1); // external id
        reader.PositiveOrNone(reader.OptionalInt(), "group");
        reader.SkipTexts(1);
        return new EventFacts { ResourceId = id, SavingsId = id, ClientId = reader.PositiveOrNone(reader.OptionalInt(), "client") };
    }

    /// <summary>SavingsAccountTransactionDataV1.</summary>
    public static EventFacts? ReadTransaction(ref AvroReader reader, bool isKnown)
    {
        var id = reader.Required(reader.OptionalLong(), "transaction");
        if (reader.Has())
        {
            reader.EnumHead(isLong: true, "savingsAccountTransactionType.");
            reader.SkipFlags(TypeFlags);
        }

        var savingsId = reader.Required(reader.OptionalLong(), "account");
        reader.SkipTexts(1);
        var (date, currency, receipt, amount) = (reader.OptionalDate(), reader.OptionalCurrency(), reader.OptionalPayment(), reader.OptionalAmount());
        return new EventFacts { ResourceId = id, SavingsId = savingsId, Date = date, Currency = currency, ReceiptNumber = receipt, Amount = amount };
    }

    /// <summary>ShareAccountDataV1.</summary>
    public static EventFacts? ReadShares(ref AvroReader reader, bool isKnown)
    {
        var id = reader.Required(reader.OptionalLong(), "account");
        reader.SkipTexts(3); // account number, external id, number of the savings account
        return new EventFacts { ResourceId = id, SavingsId = id, ClientId = reader.PositiveOrNone(reader.OptionalLong(), "client") };
    }
}
