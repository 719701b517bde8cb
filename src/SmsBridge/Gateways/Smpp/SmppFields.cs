using System.Buffers.Binary;
using System.Text;

namespace SmsBridge.Gateways.Smpp;

/// <summary>Reads the fields of a body in order. What is missing or too long ends it: <see cref="IsWrong"/>, and everything after reads as empty.</summary>
internal ref struct SmppFields(ReadOnlySpan<byte> body)
{
    private ReadOnlySpan<byte> _rest = body;

    public bool IsWrong { get; private set; }

    public readonly bool IsAtEnd => _rest.IsEmpty;

    public byte Byte() => Bytes(1) is [var value] ? value : (byte)0;

    public ushort Word() => Bytes(2) is { Length: 2 } two ? BinaryPrimitives.ReadUInt16BigEndian(two) : (ushort)0;

    public ReadOnlySpan<byte> Bytes(int length)
    {
        if (length > _rest.Length)
        {
            return Wrong();
        }

        var bytes = _rest[..length];
        _rest = _rest[length..];
        return bytes;
    }

    /// <summary>A C-octet string, which ends with a zero byte.</summary>
    /// <param name="longest">With its end.</param>
    public string Text(int longest)
    {
        var end = _rest.IndexOf((byte)0);
        if (end < 0 || end >= longest)
        {
            Wrong();
            return "";
        }

        var text = Encoding.Latin1.GetString(_rest[..end]);
        _rest = _rest[(end + 1)..];
        return text;
    }

    /// <summary>Everything that follows as optional parameters: tag, length, value.</summary>
    public List<SmppTlv> Tlvs()
    {
        var tlvs = new List<SmppTlv>();
        while (!IsAtEnd && !IsWrong)
        {
            var tag = Word();
            var value = Bytes(Word());
            if (!IsWrong)
            {
                tlvs.Add(new SmppTlv(tag, value.ToArray()));
            }
        }

        return tlvs;
    }

    private ReadOnlySpan<byte> Wrong()
    {
        IsWrong = true;
        _rest = [];
        return [];
    }
}

/// <summary>An optional parameter.</summary>
internal sealed record SmppTlv(ushort Tag, ReadOnlyMemory<byte> Value)
{
    public const ushort ReceiptedMessageId = 0x001E;
    public const ushort SarReference = 0x020C;
    public const ushort SarTotal = 0x020E;
    public const ushort SarSequence = 0x020F;
    public const ushort NetworkErrorCode = 0x0423;
    public const ushort MessagePayload = 0x0424;
    public const ushort MessageState = 0x0427;

    public static SmppTlv OfByte(ushort tag, byte value) => new(tag, new[] { value });

    public static SmppTlv OfWord(ushort tag, ushort value) => new(tag, new[] { (byte)(value >> 8), (byte)value });
}
