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
        var latin = Encoding.Latin1.GetString(repeated);
        if (!latin.Any(char.IsLetterOrDigit))
        {
            return false;
        }

        foreach (var reading in (string[])[latin, GsmAlphabet.Decode(repeated), Encoding.UTF8.GetString(repeated), Encoding.BigEndianUnicode.GetString(repeated)])
        {
            if (pieces.Any(piece => Begins(piece, reading, char.IsLetterOrDigit) || Begins(piece, reading, char.IsAsciiLetterOrDigit)))
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
}
