using System.Globalization;
using System.Text;
using SmsBridge.Numbers;

namespace SmsBridge.Messages.Masking;

/// <summary>Finds telephone numbers in any text, and leaves alone what is surely something else (<see cref="Figures"/>).</summary>
internal static class NumberMask
{
    private const int LeastNumber = 7; // digits
    private const int MostBetween = 3; // signs, as in (0712) 345 678
    private const string EncodedSpace = "%20";

    /// <summary>Without runs of digits as long as a telephone number's, however they are spaced.</summary>
    public static string WithoutNumbers(string text)
    {
        var shown = new StringBuilder(text.Length);
        for (var start = 0; start < text.Length;)
        {
            if (Figures.LengthAt(text, start) is var length and > 0)
            {
                shown.Append(text, start, length);
                start += length;
                continue;
            }

            var (end, digits) = RunAt(text, start);
            if (digits == 0)
            {
                shown.Append(text[start++]);
                continue;
            }

            var run = text.AsSpan(start, end - start);
            shown.Append(digits < LeastNumber ? run : Msisdn.Mask(WithoutSigns(run)));
            start = end;
        }

        return shown.ToString();
    }

    /// <summary>Digits with a few of the signs between them that numbers are written with.</summary>
    private static (int End, int Digits) RunAt(string text, int start)
    {
        var (end, digits, between) = (start, 0, 0);
        for (var index = start; index < text.Length; index++)
        {
            if (digits > 0 && text.AsSpan(index).StartsWith(EncodedSpace, StringComparison.Ordinal))
            {
                index += EncodedSpace.Length - 1;
                between++;
            }
            else if (char.IsDigit(text[index])) // of any script
            {
                (end, digits, between) = (index + 1, digits + 1, 0);
            }
            else if (text[index] == '+' ? index == start || (digits > 0 && index == end) : digits > 0 && IsSign(text[index]))
            {
                between += index == start ? 0 : 1;
            }
            else
            {
                break;
            }

            if (between > MostBetween)
            {
                break;
            }
        }

        return (end, digits);
    }

    /// <summary>Spaces, hyphens and dashes of all kinds, what is not seen at all, and what stands around parts of a number.</summary>
    private static bool IsSign(char character) =>
        ".()/".Contains(character, StringComparison.Ordinal)
        || char.GetUnicodeCategory(character) is UnicodeCategory.SpaceSeparator or UnicodeCategory.DashPunctuation or UnicodeCategory.Format;

    private static string WithoutSigns(ReadOnlySpan<char> run) =>
        string.Concat(run[..1] is "+" ? "+" : "", string.Concat(run.ToString().Replace(EncodedSpace, "", StringComparison.Ordinal).Where(char.IsDigit)));
}
