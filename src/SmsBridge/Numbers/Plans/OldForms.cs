namespace SmsBridge.Numbers.Plans;

/// <summary>
/// National forms that ended with a change of plan, where the authority's rule leads from each old number to one new one (e164.md 1 and 4):
/// Mexico 2019 (no <c>1</c>, <c>044</c>, <c>045</c> any more), Côte d'Ivoire 2021 (the operator's <c>01</c>, <c>05</c>, <c>07</c> before eight
/// digits), Benin 2024 (<c>01</c> before eight digits).
/// </summary>
internal static class OldForms
{
    private const int OldLength = 8; // Benin, Côte d'Ivoire
    private const int MexicanLength = 10;

    /// <summary>Asked when the digits are no number of today.</summary>
    /// <returns>International digits of today and a note for the record; null: it is no old form.</returns>
    public static (string Digits, string Note)? Convert(string digits, bool hasPlus, string? region) =>
        digits.Length is < OldLength or > 2 * OldLength ? null
        : Country("BJ", "229", digits, hasPlus, region) is { } benin ? Benin(benin)
        : Country("CI", "225", digits, hasPlus, region) is { } ivory ? Ivory(ivory)
        : Mexico(digits, hasPlus, region);

    /// <summary>The national part, if these may be a number of that country in the old length.</summary>
    private static string? Country(string country, string code, string digits, bool hasPlus, string? region)
    {
        var international = hasPlus ? digits : digits.StartsWith("00", StringComparison.Ordinal) ? digits[2..] : region == country ? digits : null;
        return international is { Length: OldLength + 3 } && international.StartsWith(code, StringComparison.Ordinal) ? international[3..]
            : !hasPlus && region == country && digits.Length == OldLength ? digits
            : null;
    }

    private static (string, string)? Benin(string national) =>
        national[0] is >= '4' and <= '9'
            ? ($"22901{national}", "The number is written as it was in Benin before the change of the numbering plan; the new prefix was put before it.")
            : null;

    /// <summary>The second digit told the operator: Moov, MTN, Orange. What began with 2 or 3 were landlines.</summary>
    private static (string, string)? Ivory(string national)
    {
        var prefix = national[1] switch { <= '3' => "01", <= '6' => "05", _ => "07" };
        return national[0] is '2' or '3' || national.StartsWith("00", StringComparison.Ordinal) ? null
            : ($"225{prefix}{national}", "The number is written as it was in Côte d'Ivoire before the change of the numbering plan; its operator's new prefix was put before it.");
    }

    private static (string, string)? Mexico(string digits, bool hasPlus, string? region)
    {
        var international = !hasPlus && digits.StartsWith("00", StringComparison.Ordinal) ? digits[2..] : hasPlus || region == "MX" ? digits : "";
        var isOld = (international.Length == MexicanLength + 3 && international.StartsWith("521", StringComparison.Ordinal))
            || (!hasPlus && region == "MX" && digits.Length == MexicanLength + 3
                && (digits.StartsWith("044", StringComparison.Ordinal) || digits.StartsWith("045", StringComparison.Ordinal)));
        return isOld
            ? ($"52{digits[^MexicanLength..]}", "The number is written as it was in Mexico before the change of the numbering plan; the old prefix was left out.")
            : null;
    }
}
