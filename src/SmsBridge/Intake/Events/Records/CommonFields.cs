using System.Globalization;

namespace SmsBridge.Intake.Events.Records;

/// <summary>Fields and small records that several records have (fineract-external-events.md 5). Each checks what it reads: a record that is read at the wrong place rarely passes.</summary>
internal static class CommonFields
{
    private const int LongestText = 1_000; // the core's columns are shorter by far

    public static string? OptionalText(this ref AvroReader reader)
    {
        if (!reader.Has())
        {
            return null;
        }

        var text = reader.Text();
        if (text.Length > LongestText)
        {
            reader.Fail("a text is longer than the core's");
        }

        return text;
    }

    public static long? OptionalLong(this ref AvroReader reader) => reader.Has() ? reader.Long() : null;

    public static int? OptionalInt(this ref AvroReader reader) => reader.Has() ? reader.Int() : null;

    public static decimal? OptionalDecimal(this ref AvroReader reader) => reader.Has() ? reader.Decimal() : null;

    /// <summary>Reads over so many texts that may be missing.</summary>
    public static void SkipTexts(this ref AvroReader reader, int count)
    {
        for (var index = 0; index < count && !reader.Failed; index++)
        {
            reader.OptionalText();
        }
    }

    public static void SkipDecimals(this ref AvroReader reader, int count)
    {
        for (var index = 0; index < count && !reader.Failed; index++)
        {
            reader.OptionalDecimal();
        }
    }

    /// <summary>The flags of an enum, each of which may be missing.</summary>
    public static void SkipFlags(this ref AvroReader reader, int count)
    {
        for (var index = 0; index < count && !reader.Failed; index++)
        {
            if (reader.Has())
            {
                reader.Boolean();
            }
        }
    }

    /// <summary>An id that must be there.</summary>
    /// <param name="id">As it was read.</param>
    public static long Required(this ref AvroReader reader, long? id, string what)
    {
        if (id is not > 0)
        {
            reader.Fail($"it names no {what}");
        }

        return id ?? 0;
    }

    public static long? PositiveOrNone(this ref AvroReader reader, long? id, string what)
    {
        if (id is <= 0)
        {
            reader.Fail($"the number of its {what} is none");
        }

        return id;
    }

    /// <summary>id, code and value of an enum, which its flags may follow.</summary>
    /// <param name="code">What every code of it begins with.</param>
    public static long? EnumHead(this ref AvroReader reader, bool isLong, string code)
    {
        var id = isLong ? reader.OptionalLong() : reader.OptionalInt();
        var given = reader.OptionalText();
        reader.OptionalText();
        if (id is < 0 || (given is not null && !given.StartsWith(code, StringComparison.Ordinal)))
        {
            reader.Fail($"it has no {code} where one must be");
        }

        return id;
    }

    /// <summary>EnumOptionDataV1.</summary>
    public static long? OptionalEnum(this ref AvroReader reader, string code) => reader.Has() ? reader.EnumHead(isLong: false, code) : null;

    public static DateOnly? OptionalDate(this ref AvroReader reader)
    {
        if (reader.OptionalText() is not { } text)
        {
            return null;
        }

        if (!DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date))
        {
            reader.Fail("a date is none");
        }

        return date;
    }

    /// <summary>CurrencyDataV1.</summary>
    /// <returns>Its code.</returns>
    public static string? OptionalCurrency(this ref AvroReader reader)
    {
        if (!reader.Has())
        {
            return null;
        }

        var code = reader.OptionalText();
        reader.OptionalText();
        reader.OptionalInt();
        reader.OptionalInt();
        reader.SkipTexts(3);
        if (code is not null && (code.Length != 3 || code.Any(letter => !char.IsAsciiLetterUpper(letter))))
        {
            reader.Fail("the code of its currency is none");
        }

        return code;
    }

    /// <summary>PaymentDetailDataV1.</summary>
    /// <returns>The receipt's number.</returns>
    public static string? OptionalPayment(this ref AvroReader reader)
    {
        if (!reader.Has())
        {
            return null;
        }

        reader.OptionalLong();
        if (reader.Has())
        {
            reader.OptionalLong();
            reader.SkipTexts(2);
            reader.SkipFlags(1);
            reader.OptionalLong();
            reader.SkipTexts(1);
            reader.SkipFlags(1);
        }

        reader.SkipTexts(3);
        var receipt = reader.OptionalText();
        reader.SkipTexts(1);
        return receipt;
    }

    public static decimal? OptionalAmount(this ref AvroReader reader)
    {
        var amount = reader.OptionalDecimal();
        if (amount < 0)
        {
            reader.Fail("its amount is below nothing");
        }

        return amount;
    }
}
