using System.Text.RegularExpressions;
using SmsBridge.Numbers.Plans;

namespace SmsBridge.Numbers;

/// <summary>From what a core stores as a mobile number (free text) to an <see cref="Msisdn"/>. Pure and thread-safe.</summary>
/// <remarks>
/// Rules: e164.md 3 and 4; the plans are libphonenumber's. What is no number is refused here, before the library would strip it. A field
/// that is not one plain number never gives somebody else's: what stands before a mark is the number, if it is one by itself. No input throws.
/// </remarks>
internal static partial class NumberParser
{
    /// <summary>The core stores at most 50 characters; several times that is no number whatever it holds.</summary>
    internal const int LongestText = 250;

    /// <summary>True for an ISO 3166-1 alpha-2 code (any case) whose numbering plan is known.</summary>
    public static bool IsKnownRegion(string region) => NumberingPlans.FindRegion(region) is not null;

    /// <summary>Loads the plans, and what is compiled for a first number. Takes a tenth of a second or two: do it where nothing waits for it.</summary>
    public static void WarmUp(string region) => _ = TryParse("+254 712 345 678", region, out _, out _);

    /// <summary>Reads a text that is one number and nothing else, whatever its type: no policy (e164.md 3).</summary>
    /// <param name="region">Where a number without country code belongs; unknown or null: only international forms parse.</param>
    public static bool TryParse(string? raw, string? region, out Msisdn number, out NumberType type)
    {
        (number, type) = (default, NumberType.Unknown);
        if (raw is null || NumberLabels.Trim(raw) is not { Length: > 0 and <= LongestText } text || WrittenNumber.Read(text) is not { } written)
        {
            return false;
        }

        var parsed = new SegmentReader(written, NumberingPlans.FindRegion(region), NumberRules.Strict).ReadFirst(0, out var taken);
        if (parsed.Fault is not null || taken < written.Groups.Length)
        {
            return false;
        }

        (number, type) = (parsed.Number, parsed.Type);
        return true;
    }

    /// <summary>Reads a core's mobile number field and says whether and where an SMS may go (e164.md 4).</summary>
    /// <remarks>
    /// Of several numbers in one field (<c>0712 345 678 / 0722 …</c>) the first mobile counts. Lenient rules are tried after strict ones have
    /// failed on every part, so they never change what strict rules accept.
    /// </remarks>
    public static NumberReading Read(string? raw, string? defaultRegion, NumberRules rules = NumberRules.Strict)
    {
        if (string.IsNullOrWhiteSpace(raw))
        {
            return new NumberReading.Missing();
        }

        var text = NumberLabels.Trim(raw);
        if (text.Length > LongestText)
        {
            return new NumberReading.Invalid(NumberFault.TooLong);
        }

        var region = NumberingPlans.FindRegion(defaultRegion);
        var strict = ReadParts(text, region, NumberRules.Strict);
        return strict is NumberReading.Invalid { Fault: not NumberFault.Ambiguous } && rules == NumberRules.Lenient
            ? ReadParts(text, region, NumberRules.Lenient)
            : strict;
    }

    private static NumberReading ReadParts(ReadOnlySpan<char> text, string? region, NumberRules rules)
    {
        NumberReading? best = null;
        foreach (var range in Separators().EnumerateSplits(text))
        {
            var part = NumberLabels.Strip(text[range]);
            if (!part.IsEmpty)
            {
                best = Better(best, ReadSegment(part, region, rules));
            }

            if (best is not null && Rank(best) == 0)
            {
                break;
            }
        }

        return best ?? new NumberReading.Invalid(NumberFault.NotANumber);
    }

    private static NumberReading ReadSegment(ReadOnlySpan<char> text, string? region, NumberRules rules)
    {
        if (WrittenNumber.Read(text) is { } written)
        {
            return ReadNumbers(written, region, rules);
        }

        // Letters before a slash are no reason to refuse a number behind it: "n/a / 0722 345 678".
        var slash = text.IndexOf('/');
        return slash < 0
            ? new NumberReading.Invalid(NumberFault.NotANumber)
            : Better(ReadPart(text[..slash], region, rules), ReadPart(text[(slash + 1)..], region, rules));
    }

    private static NumberReading ReadPart(ReadOnlySpan<char> text, string? region, NumberRules rules) =>
        NumberLabels.Strip(text) is { IsEmpty: false } part ? ReadSegment(part, region, rules) : new NumberReading.Invalid(NumberFault.NotANumber);

    private static NumberReading ReadNumbers(WrittenNumber written, string? region, NumberRules rules)
    {
        var reader = new SegmentReader(written, region, rules);
        NumberReading? best = null;
        for (var (first, taken) = (0, 0); first < written.Groups.Length; first += taken)
        {
            var parsed = reader.ReadFirst(first, out taken);
            best = Better(best, ToReading(parsed));
            var next = first + taken;
            if (Rank(best) == 0 || next >= written.Groups.Length
                || (parsed.Fault is not null && !written.Groups[next].Before.HasFlag(Marks.Slash)) // after a fault only a slash begins anew
                || parsed.Fault == NumberFault.Ambiguous || NumberShape.IsAddition(written, next))
            {
                break;
            }
        }

        return best!;
    }

    private static NumberReading ToReading(ParsedNumber parsed) => parsed switch
    {
        { Fault: { } fault } => new NumberReading.Invalid(fault),
        { IsGeographic: true } when parsed.Type.IsTextable() => new NumberReading.Valid(parsed.Number, parsed.Type, parsed.Note),
        _ => new NumberReading.NotTextable(parsed.Type),
    };

    private static NumberReading Better(NumberReading? first, NumberReading second) => first is null || Rank(second) < Rank(first) ? second : first;

    private static int Rank(NumberReading reading) => reading switch
    {
        NumberReading.Valid { Type: NumberType.Mobile or NumberType.FixedLineOrMobile } => 0,
        NumberReading.Valid => 1,
        NumberReading.NotTextable => 2,
        _ => 3,
    };

    /// <summary>What parts two numbers wherever it stands. A slash, blanks and dashes may also stand within one.</summary>
    [GeneratedRegex(
        @"[,;|&\\\n\r\v\f\u0085\u2028\u2029\uff0c\uff1b\uff5c\u060c\u061b\u3001]|\s(?:or|and)\s", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant,
        matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Separators();
}
