using System.Globalization;
using System.Text.Json;

namespace SmsBridge.Intake.Hooks.Sheets;

/// <summary>A line of the sheet as it was typed in the core.</summary>
/// <param name="Amount">Null: there is none, so nothing was paid.</param>
/// <param name="IsReadable">False: there is an amount, and it can not be told which.</param>
/// <param name="DepositType">Of savings: 100 an ordinary account, 300 a recurring deposit.</param>
internal readonly record struct SheetLine(long? AccountId, decimal? Amount, bool IsReadable, long? DepositType)
{
    /// <summary>What an exact whole number of the core's can hold at most.</summary>
    private const decimal Largest = 1_000_000_000_000_000_000m;

    /// <summary>
    /// Whether the core booked it: it takes <c>intValue() &gt; 0</c>. So an amount below one is left out, and one beyond 2^31 by its low 32 bits, which
    /// may be below nothing.
    /// </summary>
    public bool IsBooked => Amount is { } paid && unchecked((int)(long)decimal.Truncate(paid)) > 0;

    /// <returns>In their order; none when the command names none.</returns>
    public static List<SheetLine> Of(JsonElement request, string list, string account)
    {
        if (!request.TryGetProperty(list, out var lines) || lines.ValueKind != JsonValueKind.Array)
        {
            return [];
        }

        var isEnglish = request.TryGetProperty("locale", out var locale) && locale.ValueKind == JsonValueKind.String
            && locale.GetString()!.StartsWith("en", StringComparison.OrdinalIgnoreCase);
        return [.. lines.EnumerateArray().Select(line => Of(line, account, isEnglish))];
    }

    /// <summary>A number of the core's as it writes it; null: it is none.</summary>
    public static long? Id(JsonElement value) =>
        value.ValueKind is JsonValueKind.Number && HookNumbers.TryRead(value.GetRawText(), out var id) ? id
        : value.ValueKind is JsonValueKind.String && HookNumbers.TryRead(value.GetString()!, out id) ? id
        : null;

    private static SheetLine Of(JsonElement line, string account, bool isEnglish)
    {
        if (line.ValueKind != JsonValueKind.Object)
        {
            return default;
        }

        var isReadable = TryAmount(line, isEnglish, out var amount);
        return new SheetLine(Member(line, account), amount, isReadable, Member(line, "depositAccountType"));
    }

    private static long? Member(JsonElement line, string name) => line.TryGetProperty(name, out var value) ? Id(value) : null;

    /// <summary>An amount that was typed is written in its language: only in English is it known what a comma and a point are.</summary>
    private static bool TryAmount(JsonElement line, bool isEnglish, out decimal? amount)
    {
        amount = null;
        if (!line.TryGetProperty("transactionAmount", out var value) || value.ValueKind == JsonValueKind.Null)
        {
            return true;
        }

        const NumberStyles Typed = NumberStyles.AllowDecimalPoint | NumberStyles.AllowThousands | NumberStyles.AllowLeadingSign;
        var read = 0m;
        var isRead = value.ValueKind switch
        {
            JsonValueKind.Number => value.TryGetDecimal(out read),
            JsonValueKind.String when string.IsNullOrWhiteSpace(value.GetString()) => true,
            JsonValueKind.String => decimal.TryParse(value.GetString(), isEnglish ? Typed : NumberStyles.None, CultureInfo.InvariantCulture, out read),
            _ => false,
        };
        isRead &= Math.Abs(read) < Largest;
        amount = isRead ? read : null;
        return isRead;
    }
}
