using System.Text;
using SmsBridge.Numbers;

namespace SmsBridge.Gateways.Smpp;

/// <summary>Whether a receipt is of an SMS, by the beginning of its text that the receipt repeats. Pure.</summary>
internal static class SmppReceiptText
{
    /// <summary>SMSC cut, transliterate and re-code what they repeat, so letters and digits alone are compared, in each coding that it may stand in.</summary>
    /// <param name="repeated">What the receipt has behind <c>text:</c>.</param>
    /// <param name="pieces">What the parts of the SMS say: a receipt is of one of them.</param>
    /// <returns>False: it is of this one, or does not say.</returns>
    public static bool IsOfAnother(ReadOnlySpan<byte> repeated, IReadOnlyList<string> pieces)
    {
        repeated = repeated switch // the header of a part, where it stands before its text
        {
            [5, 0, 3, _, _, _, .. var text] => text,
            [6, 8, 4, _, _, _, _, .. var text] => text,
            _ => repeated,
        };
        var latin = Encoding.Latin1.GetString(repeated);
        if (!latin.Any(char.IsLetterOrDigit))
        {
            return false;
        }

        foreach (var reading in (string[])[latin, GsmAlphabet.Decode(repeated), Encoding.UTF8.GetString(repeated), Encoding.BigEndianUnicode.GetString(repeated)])
        {
            if (pieces.Any(piece => Begins(piece, reading, char.IsLetterOrDigit) || Begins(piece, reading, char.IsAsciiLetterOrDigit) || BeginsInPlainLetters(piece, reading)))
            {
                return false;
            }
        }

        return true;
    }

    /// <param name="counts">What is compared. ASCII alone: an SMSC may write all else as a question mark.</param>
    private static bool Begins(string piece, string reading, Func<char, bool> counts)
    {
        var begin = string.Concat(reading.Where(counts));
        return begin.Length > 0 && string.Concat(piece.Where(counts)).StartsWith(begin, StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>Where an SMSC writes Credit for Crédit: for a Latin letter with a mark stands a plain one, or none.</summary>
    private static bool BeginsInPlainLetters(string piece, string reading)
    {
        var whole = string.Concat(piece.Where(char.IsLetterOrDigit));
        HashSet<int> places = [0]; // how much of the whole may be used up
        foreach (var letter in reading.Where(char.IsLetterOrDigit))
        {
            places = [.. places.SelectMany(place => After(whole, place, letter))];
        }

        return !places.Contains(0) && places.Count > 0;
    }

    private static IEnumerable<int> After(string whole, int place, char letter)
    {
        for (; place < whole.Length; place++)
        {
            var isMarked = IsMarkedLatin(whole[place]);
            if (char.ToUpperInvariant(whole[place]) == char.ToUpperInvariant(letter) || (isMarked && char.IsAsciiLetter(letter)))
            {
                yield return place + 1;
            }

            if (!isMarked)
            {
                yield break;
            }
        }
    }

    /// <summary>Latin-1 Supplement to Latin Extended-B, and Latin Extended Additional.</summary>
    private static bool IsMarkedLatin(char letter) => letter is (>= '\u00C0' and <= '\u024F') or (>= '\u1E00' and <= '\u1EFF');
}
