using System.Globalization;
using System.Text.RegularExpressions;
using SmsBridge.Messages.Numbering;

namespace SmsBridge.Messages;

/// <summary>From what a core stores as a mobile number (free text) to an <see cref="Msisdn"/>. Pure and thread-safe.</summary>
/// <remarks>Rules and data: e164.md sections 3 and 4. No input throws.</remarks>
internal static partial class NumberParser
{
    // The core stores at most 50 characters; several times that is no number whatever it holds.
    private const int LongestText = 250;

    /// <summary>True for an ISO 3166-1 alpha-2 code (any case) whose numbering plan is known.</summary>
    public static bool IsKnownRegion(string region) => NumberingPlan.Instance.FindRegion(region) is not null;

    /// <summary>Reads one number exactly as written, whatever its type: no policy (e164.md section 3).</summary>
    /// <param name="region">Where a number without country code belongs; unknown or null: only international forms parse.</param>
    public static bool TryParse(string? raw, string? region, out Msisdn number, out NumberType type)
    {
        var parsed = Parse(raw, region, NumberRules.Strict);
        (number, type) = (parsed.Number, parsed.Type);
        return parsed.Fault is null;
    }

    /// <summary>Reads a core's mobile number field and says whether and where an SMS may go (e164.md section 4).</summary>
    /// <remarks>
    /// Several numbers in one field (<c>0712 345 678 / 0722 …</c>): they are looked at one by one only if the whole text is
    /// no number; the first mobile wins. Lenient rules are tried after strict ones have failed on the whole and on every part,
    /// so they never change what strict rules accept.
    /// </remarks>
    public static NumberReading Read(string? raw, string? defaultRegion, NumberRules rules = NumberRules.Strict)
    {
        if (string.IsNullOrWhiteSpace(raw))
        {
            return new NumberReading.Missing();
        }

        var text = WithoutInvisible(raw);
        if (text.Length > LongestText)
        {
            return new NumberReading.Invalid(NumberFault.TooLong);
        }

        var strict = ReadWholeOrParts(text, defaultRegion, NumberRules.Strict);
        return strict is NumberReading.Invalid && rules == NumberRules.Lenient
            ? ReadWholeOrParts(text, defaultRegion, NumberRules.Lenient)
            : strict;
    }

    private static NumberReading ReadWholeOrParts(string text, string? region, NumberRules rules)
    {
        var whole = ReadOne(text, region, rules);
        if (whole is not NumberReading.Invalid)
        {
            return whole;
        }

        var parts = Separators().Split(text).Where(part => !string.IsNullOrWhiteSpace(part)).ToList();
        return parts.Count < 2
            ? whole
            : parts.Select(part => ReadOne(part, region, rules)).MinBy(Rank)!; // MinBy keeps the first of equals
    }

    private static int Rank(NumberReading reading) => reading switch
    {
        NumberReading.Valid { Type: NumberType.Mobile or NumberType.FixedLineOrMobile } => 0,
        NumberReading.Valid => 1,
        NumberReading.NotTextable => 2,
        _ => 3,
    };

    private static NumberReading ReadOne(string text, string? region, NumberRules rules)
    {
        var parsed = Parse(text, region, rules);
        if (parsed.Fault is not null && InternationalWithZeros().Match(text) is { Success: true } zeros)
        {
            // 00 is the ITU's international prefix and widely written even where another one is dialled (Kenya: 000).
            var international = Parse(string.Concat("+", text.AsSpan(zeros.Length)), region, NumberRules.Strict);
            parsed = international.Fault is null ? international : parsed;
        }

        return parsed switch
        {
            { Fault: { } fault } => new NumberReading.Invalid(fault),
            { IsGeographic: true } when parsed.Type.IsTextable() => new NumberReading.Valid(parsed.Number, parsed.Type),
            _ => new NumberReading.NotTextable(parsed.Type),
        };
    }

    private static ParsedNumber Parse(string? raw, string? region, NumberRules rules)
    {
        var text = raw.AsSpan().Trim();
        if (text.Length > LongestText)
        {
            return ParsedNumber.Failed(NumberFault.TooLong);
        }

        Span<char> buffer = stackalloc char[LongestText];
        return NumberText.TryRead(text, buffer, out var length, out var hasPlus) is { } fault
            ? ParsedNumber.Failed(fault)
            : NumberingPlan.Instance.Resolve(buffer[..length].ToString(), hasPlus, region, rules);
    }

    // Numbers pasted from a phone's contacts come wrapped in direction marks, which nobody sees or can delete.
    private static string WithoutInvisible(string raw) =>
        raw.Length <= 2 * LongestText && raw.Any(c => char.GetUnicodeCategory(c) == UnicodeCategory.Format)
            ? string.Concat(raw.Where(c => char.GetUnicodeCategory(c) != UnicodeCategory.Format)).Trim()
            : raw.Trim();

    [GeneratedRegex(@"[/,;]|\sor\s", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Separators();

    [GeneratedRegex(@"\A[(\[]?00(?=[1-9])", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex InternationalWithZeros();
}
