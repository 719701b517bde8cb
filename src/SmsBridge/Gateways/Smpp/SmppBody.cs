using System.Buffers;
using System.Text;

namespace SmsBridge.Gateways.Smpp;

/// <summary>Writes the fields of a body in order.</summary>
internal sealed class SmppBody
{
    private readonly ArrayBufferWriter<byte> _bytes = new();

    public SmppBody Byte(byte value)
    {
        _bytes.Write([value]);
        return this;
    }

    /// <param name="longest">With the zero byte that ends it.</param>
    /// <exception cref="ArgumentException">It does not fit: who calls has to have looked.</exception>
    public SmppBody Text(string value, int longest)
    {
        if (value.Length >= longest || !IsText(value))
        {
            throw new ArgumentException($"No text of at most {longest - 1} Latin-1 characters.", nameof(value));
        }

        _bytes.Write(Encoding.Latin1.GetBytes(value));
        return Byte(0);
    }

    public SmppBody Bytes(ReadOnlySpan<byte> value)
    {
        _bytes.Write(value);
        return this;
    }

    public SmppBody Tlvs(IEnumerable<SmppTlv> tlvs)
    {
        foreach (var tlv in tlvs)
        {
            Word(tlv.Tag).Word((ushort)tlv.Value.Length).Bytes(tlv.Value.Span);
        }

        return this;
    }

    /// <summary>Latin-1, without the zero that would end it.</summary>
    public static bool IsText(string value) => !value.AsSpan().ContainsAnyExceptInRange('\u0001', '\u00FF');

    public byte[] ToArray() => _bytes.WrittenSpan.ToArray();

    private SmppBody Word(ushort value) => Byte((byte)(value >> 8)).Byte((byte)value);
}
