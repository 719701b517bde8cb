using System.Buffers;
using System.Runtime.InteropServices;

namespace SmsBridge.Numbers;

/// <summary>How a text travels over the air.</summary>
internal enum SmsEncoding
{
    /// <summary>GSM 03.38: seven-bit septets, 160 in a single message.</summary>
    Gsm7,

    /// <summary>UTF-16 code units, 70 in a single message; one character outside GSM 03.38 is enough to need it.</summary>
    Ucs2,
}

/// <summary>What a text costs: the provider bills segments (twilio.md 8).</summary>
/// <param name="Units">Septets or UTF-16 code units, without what stays unused at a part's end.</param>
/// <param name="Segments">Parts the text travels in; 0 for an empty text.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct SegmentCount(SmsEncoding Encoding, int Units, int Segments)
{
    private static readonly SearchValues<char> Gsm = SearchValues.Create(GsmAlphabet.Basic + GsmAlphabet.Extension);
    private static readonly SearchValues<char> TwoSeptets = SearchValues.Create(GsmAlphabet.Extension);

    public static SegmentCount Of(string text) =>
        text.AsSpan().ContainsAnyExcept(Gsm)
            ? Pack(text, SmsEncoding.Ucs2, single: 70, perPart: 67)
            : Pack(text, SmsEncoding.Gsm7, single: 160, perPart: 153);

    private static SegmentCount Pack(string text, SmsEncoding encoding, int single, int perPart)
    {
        var (units, parts, inPart) = (0, 0, perPart);
        for (var index = 0; index < text.Length;)
        {
            var (chars, width) = Next(text, index, encoding);
            if (inPart + width > perPart) // a pair never straddles two parts
            {
                (parts, inPart) = (parts + 1, 0);
            }

            inPart += width;
            units += width;
            index += chars;
        }

        return new SegmentCount(encoding, units, units <= single ? Math.Min(units, 1) : parts);
    }

    private static (int Chars, int Width) Next(string text, int index, SmsEncoding encoding) =>
        encoding == SmsEncoding.Gsm7 ? (1, TwoSeptets.Contains(text[index]) ? 2 : 1)
        : index + 1 < text.Length && char.IsSurrogatePair(text[index], text[index + 1]) ? (2, 2)
        : (1, 1);
}
