using System.Globalization;
using System.Text.RegularExpressions;

namespace SmsBridge.Messages.Masking;

/// <summary>
/// Figures with as many digits as a telephone number that are none: times, amounts, receipts. Only in forms nobody writes a number in; in doubt it
/// is one, and masked.
/// </summary>
internal static partial class Figures
{
    private const int Deadline = 1_000; // ms; the patterns can not run away, this is a belt

    private static readonly string[] DayForms = ["yyyyMMdd", "ddMMyyyy", "MMddyyyy"];

    /// <summary>Whether all of a text is an amount: by the name of the field it stands in, so that its length does not matter.</summary>
    public static bool IsAmount(string text) => WholeAmount().IsMatch(text);

    /// <summary>How long the figure is that begins here; 0: there is none.</summary>
    public static int LengthAt(string text, int start)
    {
        if (!char.IsAsciiDigit(text[start]) || (start > 0 && IsInside(text[start - 1])))
        {
            return start > 0 && char.IsAsciiDigit(text[start]) && IsReceipt(text.AsSpan(0, start)) ? Match(Receipt(), text, start) : 0;
        }

        return Match(Time(), text, start) is var time and > 0 && IsDay(text.AsSpan(start, time)) ? time
            : Match(CompactTime(), text, start) is var compact and > 0 && IsDay(text.AsSpan(start, compact)) ? compact
            : Match(Amount(), text, start);
    }

    /// <summary>One or two capital letters begin it; a word before digits, as in TEL, is no receipt.</summary>
    private static bool IsReceipt(ReadOnlySpan<char> before) =>
        before is [.., var last] && char.IsAsciiLetterUpper(last)
        && (before is not [.., var second, _] || !char.IsLetterOrDigit(second) || (char.IsAsciiLetterUpper(second) && (before is not [.., var third, _, _] || !char.IsLetterOrDigit(third))));

    private static int Match(Regex pattern, string text, int start) => pattern.Match(text, start) is { Success: true, Length: var length } ? length : 0;

    /// <summary>Of a longer word or number: it does not begin here.</summary>
    private static bool IsInside(char before) => char.IsLetterOrDigit(before) || before is '+' or '.' or '-' or '/' or '(' or ')';

    /// <summary>Its first eight digits are a day of these times, in one of the usual orders.</summary>
    private static bool IsDay(ReadOnlySpan<char> text)
    {
        Span<char> digits = stackalloc char[8];
        var count = 0;
        foreach (var character in text)
        {
            if (char.IsAsciiDigit(character) && count < digits.Length)
            {
                digits[count++] = character;
            }
        }

        foreach (var form in DayForms)
        {
            if (count == digits.Length && DateOnly.TryParseExact(digits, form, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) && day.Year is >= 1970 and < 2100)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>2026-11-21, 21/11/2026, 21.11.2026; with a time and its zone behind it: 2026-11-21T08:00:00.123456+03:00.</summary>
    [GeneratedRegex(
        @"\G(?:\d{4}(?<sign>[-/.])\d{2}\k<sign>\d{2}|\d{2}(?<sign>[-/.])\d{2}\k<sign>\d{4})(?:[T ]\d{2}(?::?\d{2}(?::?\d{2}(?:[.,]\d{1,9})?)?)?(?: ?[+-]\d{2}(?::?\d{2})?(?![\d]))?)?(?![\d])",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, Deadline)]
    private static partial Regex Time();

    /// <summary>20261121080000, or with milliseconds.</summary>
    [GeneratedRegex(@"\G(?:19|20)\d{2}[01]\d[0-3]\d[0-2]\d[0-5]\d[0-5]\d(?:\d{3})?(?![\d])", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, Deadline)]
    private static partial Regex CompactTime();

    /// <summary>1500000.00 and 1,500,000: with cents, or in groups; not with a zero before it, and no more than eight digits without a sign between.</summary>
    [GeneratedRegex(@"\G[1-9](?:\d{0,7}\.\d{2}|\d{0,2}(?:,\d{3})+(?:\.\d{1,6})?)(?![\d.,]\d|[\d])", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, Deadline)]
    private static partial Regex Amount();

    /// <summary>The digits of QK9950124: seven or eight behind a capital letter, and fewer than a mobile number with its zero.</summary>
    [GeneratedRegex(@"\G[1-9]\d{6,7}(?![\d]|[ .()/+-]{1,3}\d)", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, Deadline)]
    private static partial Regex Receipt();

    [GeneratedRegex(@"\A-?[0-9]{1,15}(?:[., ][0-9]{3})*(?:[.,][0-9]{1,6})?\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, Deadline)]
    private static partial Regex WholeAmount();
}
