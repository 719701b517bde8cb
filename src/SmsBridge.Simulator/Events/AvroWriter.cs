using System.Buffers;
using System.Globalization;
using System.Numerics;
using System.Text;

namespace SmsBridge.Simulator.Events;

/// <summary>Writes values of Avro's binary encoding one after the other, as a core does. Of optional values null stands first in the union, always.</summary>
internal sealed class AvroWriter
{
    private readonly ArrayBufferWriter<byte> _bytes = new(256);

    public byte[] ToArray() => _bytes.WrittenSpan.ToArray();

    public AvroWriter Long(long value)
    {
        var left = (ulong)((value << 1) ^ (value >> 63));
        while (left > 0x7F)
        {
            Byte((byte)((left & 0x7F) | 0x80));
            left >>= 7;
        }

        return Byte((byte)left);
    }

    public AvroWriter Byte(byte value)
    {
        _bytes.Write([value]);
        return this;
    }

    public AvroWriter Raw(ReadOnlySpan<byte> bytes)
    {
        _bytes.Write(bytes);
        return this;
    }

    public AvroWriter Bytes(ReadOnlySpan<byte> bytes) => Long(bytes.Length).Raw(bytes);

    public AvroWriter Text(string value) => Bytes(Encoding.UTF8.GetBytes(value));

    public AvroWriter Null(int times = 1)
    {
        for (var time = 0; time < times; time++)
        {
            Byte(0);
        }

        return this;
    }

    /// <summary>The branch of a union of null and something that has the value.</summary>
    public AvroWriter Some() => Long(1);

    public AvroWriter OptionalLong(long? value) => value is { } given ? Some().Long(given) : Null();

    public AvroWriter OptionalText(string? value) => value is null ? Null() : Some().Text(value);

    public AvroWriter OptionalFlag(bool? value) => value is { } given ? Some().Byte(given ? (byte)1 : (byte)0) : Null();

    /// <param name="value">With up to eight places behind the point, of any size: <c>-1500.5</c>.</param>
    public AvroWriter OptionalDecimal(string? value) => value is null ? Null() : Some().Bytes(Unscaled(value).ToByteArray(isUnsigned: false, isBigEndian: true));

    private static BigInteger Unscaled(string value)
    {
        const int Places = 8;
        var parts = value.Split('.');
        return BigInteger.Parse(parts[0] + (parts.Length > 1 ? parts[1] : "").PadRight(Places, '0'), CultureInfo.InvariantCulture);
    }
}
