using System.Text;
using SmsBridge.Numbers;

namespace SmsBridge.Gateways.Smpp;

/// <summary>What an SMSC reads texts of its default alphabet in: nothing in the protocol tells (smpp.md 2).</summary>
internal enum SmppAlphabet
{
    /// <summary>GSM 03.38, one septet a byte.</summary>
    Gsm7,

    /// <summary>ISO 8859-1.</summary>
    Latin1,
}

/// <summary>How a text of several parts is sent.</summary>
internal enum SmppLongTexts
{
    /// <summary>In parts, each with a user data header.</summary>
    Udh,

    /// <summary>In parts, told by the parameters <c>sar_*</c>.</summary>
    Sar,

    /// <summary>Whole, in <c>message_payload</c>: the SMSC parts it.</summary>
    Payload,
}

/// <summary>A text as it goes into one submit_sm.</summary>
internal sealed record SmppPart(byte DataCoding, bool HasHeader, byte[] ShortMessage, IReadOnlyList<SmppTlv> Tlvs);

/// <summary>Texts to bytes and back (smpp.md 2). Pure.</summary>
internal static class SmppText
{
    private const byte Ascii = 1;
    private const byte Latin1 = 3;
    private const byte Ucs2 = 8;
    private const int MostParts = 255;

    /// <summary>
    /// In as many parts as <see cref="SegmentCount"/> says, which is what is billed: parts are cut by septets whatever the SMSC's alphabet is, for they
    /// are septets on the air. Where that is Latin-1 a letter that only GSM 03.38 has (the euro sign, capital Greek) makes it UCS-2, and more parts.
    /// </summary>
    /// <param name="reference">Tells apart long texts to one telephone.</param>
    /// <returns>Empty: it is too long for any telephone.</returns>
    public static IReadOnlyList<SmppPart> Parts(string text, SmppProviderOptions options, ushort reference)
    {
        var isUcs2 = IsUcs2(text, options);
        var coding = isUcs2 ? Ucs2 : options.AlphabetCoding;
        var pieces = Pieces(text, isUcs2);
        if (pieces.Count == 1)
        {
            return [new SmppPart(coding, HasHeader: false, BytesOf(text), [])];
        }

        if (options.LongTexts == SmppLongTexts.Payload)
        {
            return [new SmppPart(coding, HasHeader: false, [], [new SmppTlv(SmppTlv.MessagePayload, BytesOf(text))])];
        }

        return pieces.Count > MostParts ? [] : [.. pieces.Select((piece, index) => Part(piece, (byte)(index + 1)))];

        SmppPart Part(string piece, byte number) => options.LongTexts == SmppLongTexts.Udh
            ? new SmppPart(coding, HasHeader: true, [5, 0, 3, (byte)reference, (byte)pieces.Count, number, .. BytesOf(piece)], [])
            : new SmppPart(coding, HasHeader: false, BytesOf(piece),
                [SmppTlv.OfWord(SmppTlv.SarReference, reference), SmppTlv.OfByte(SmppTlv.SarTotal, (byte)pieces.Count), SmppTlv.OfByte(SmppTlv.SarSequence, number)]);

        byte[] BytesOf(string piece) => isUcs2 ? Encoding.BigEndianUnicode.GetBytes(piece)
            : options.Alphabet == SmppAlphabet.Latin1 ? Encoding.Latin1.GetBytes(piece)
            : GsmAlphabet.TryEncode(piece, out var septets) ? septets
            : throw new InvalidOperationException("Looked at above.");
    }

    /// <summary>What each part says.</summary>
    public static IReadOnlyList<string> Pieces(string text, SmppProviderOptions options) => Pieces(text, IsUcs2(text, options));

    /// <summary>What an SMSC passes on, in the coding it names.</summary>
    public static string Decode(ReadOnlySpan<byte> bytes, byte dataCoding, SmppProviderOptions options) => dataCoding switch
    {
        Ucs2 => Encoding.BigEndianUnicode.GetString(bytes),
        Latin1 or Ascii => Encoding.Latin1.GetString(bytes),
        _ => options.Alphabet == SmppAlphabet.Latin1 ? Encoding.Latin1.GetString(bytes) : GsmAlphabet.Decode(bytes),
    };

    private static bool IsUcs2(string text, SmppProviderOptions options) =>
        SegmentCount.Of(text).Encoding == SmsEncoding.Ucs2 || (options.Alphabet == SmppAlphabet.Latin1 && text.AsSpan().ContainsAnyExceptInRange('\0', '\u00FF'));

    private static List<string> Pieces(string text, bool isUcs2)
    {
        var (single, perPart) = isUcs2 ? (70, 67) : (160, 153);
        var (pieces, start, inPart, all) = (new List<string>(), 0, 0, 0);
        for (var index = 0; index < text.Length;)
        {
            var isPair = index + 1 < text.Length && char.IsSurrogatePair(text[index], text[index + 1]);
            var (chars, width) = isUcs2 ? (isPair ? 2 : 1, isPair ? 2 : 1) : (1, GsmAlphabet.Extension.Contains(text[index], StringComparison.Ordinal) ? 2 : 1);
            if (inPart + width > perPart) // a pair never straddles two parts
            {
                pieces.Add(text[start..index]);
                (start, inPart) = (index, 0);
            }

            inPart += width;
            all += width;
            index += chars;
        }

        pieces.Add(text[start..]);
        return all <= single ? [text] : pieces;
    }
}
