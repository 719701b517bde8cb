using System.Text.RegularExpressions;

namespace SmsBridge.Numbers.Plans;

/// <summary>
/// What people write around a number and do not mean: quotes, a label before it (<c>Mob: 0712 …</c>), a word in brackets behind it
/// (<c>… (wife)</c>). Any other letters are left, and refused.
/// </summary>
internal static partial class NumberLabels
{
    private const string Quotes = "'\"`\u00b4\u2018\u2019\u201c\u201d\u201e\u00ab\u00bb";

    public static ReadOnlySpan<char> Strip(ReadOnlySpan<char> text)
    {
        var bare = Trim(text);
        if (!HasLetter(bare))
        {
            return bare;
        }

        foreach (var label in Label().EnumerateMatches(bare))
        {
            bare = bare[label.Length..];
        }

        foreach (var word in Word().EnumerateMatches(bare))
        {
            if (!Denies().IsMatch(bare[word.Index..]))
            {
                bare = bare[..word.Index];
            }
        }

        return Trim(bare);
    }

    public static ReadOnlySpan<char> Trim(ReadOnlySpan<char> text)
    {
        var (start, end) = (0, text.Length);
        while (start < end && IsTrimmed(text[start]))
        {
            start++;
        }

        while (end > start && IsTrimmed(text[end - 1]))
        {
            end--;
        }

        return text[start..end];
    }

    private static bool IsTrimmed(char c) =>
        char.IsWhiteSpace(c) || Quotes.Contains(c, StringComparison.Ordinal) || char.GetUnicodeCategory(c) == System.Globalization.UnicodeCategory.Format;

    private static bool HasLetter(ReadOnlySpan<char> text)
    {
        foreach (var c in text)
        {
            if (char.IsLetter(c))
            {
                return true;
            }
        }

        return false;
    }

    [GeneratedRegex(
        @"\A(?:tel|telephone|phone|mob|mobile|cell|cellphone|gsm|sms|whatsapp|msisdn)(?:\s*(?:no|nr|number))?(?:\s*[.:]+\s*|\s+)(?=[+\uff0b(\[\d])",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Label();

    [GeneratedRegex(@"\s*[(\[]\s*\p{L}[\p{L}\p{M}'.-]{0,30}\s*[)\]]\s*\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Word();

    /// <summary>Words that say the number is not to be used; x, ext: a count, not a word.</summary>
    [GeneratedRegex(
        @"[(\[]\s*(?:old|wrong|invalid|dead|lost|former|fax|landline|not|no|x|ext)\b",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Denies();
}
