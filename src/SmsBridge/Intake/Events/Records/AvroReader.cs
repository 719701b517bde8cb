using System.Buffers.Binary;
using System.Numerics;
using System.Text;

namespace SmsBridge.Intake.Events.Records;

/// <summary>
/// Reads values of Avro's binary encoding one after the other. The first thing that is not what it must be ends it: from there on every value is empty and
/// <see cref="Problem"/> says what was wrong, so that callers look once, at the end.
/// </summary>
internal ref struct AvroReader(ReadOnlySpan<byte> body)
{
    private const int LongestNumber = 10; // a long of 64 bits, 7 in a byte

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly ReadOnlySpan<byte> _bytes = body;
    private int _at;

    /// <summary>Null: all that was read is what it must be.</summary>
    public string? Problem { get; private set; }

    public readonly bool Failed => Problem is not null;

    /// <summary>Bytes that have not been read.</summary>
    public readonly int Left => _bytes.Length - _at;

    public void Fail(string problem) => Problem ??= problem;

    public long Long()
    {
        ulong value = 0;
        for (var index = 0; index < LongestNumber && !Failed; index++)
        {
            if (Left == 0)
            {
                Fail("it ends within a number");
                return 0;
            }

            var next = _bytes[_at++];
            value |= (ulong)(next & 0x7F) << (7 * index);
            if ((next & 0x80) == 0)
            {
                return (long)(value >> 1) ^ -(long)(value & 1);
            }
        }

        Fail("a number is longer than 64 bits");
        return 0;
    }

    public int Int()
    {
        var value = Long();
        if (value is < int.MinValue or > int.MaxValue)
        {
            Fail("a number of 32 bits is larger than that");
            return 0;
        }

        return (int)value;
    }

    public bool Boolean()
    {
        var value = Bytes(1);
        if (!Failed && value[0] > 1)
        {
            Fail("a yes or no is neither");
        }

        return !Failed && value[0] == 1;
    }

    public ReadOnlySpan<byte> Bytes()
    {
        var length = Long();
        if (!Failed && (length < 0 || length > Left))
        {
            Fail("it ends within a value");
        }

        return Failed ? [] : Bytes((int)length);
    }

    public string Text()
    {
        var bytes = Bytes();
        try
        {
            return Strict.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            Fail("a text is not UTF-8");
            return "";
        }
    }

    /// <summary>A decimal as the core has them: two's complement, the highest byte first, eight places behind the point (fineract-external-events.md 5).</summary>
    public decimal Decimal()
    {
        const int Places = 8;
        const int Most = 12; // 27 digits are 90 bits
        var bytes = Bytes();
        if (!Failed && bytes.Length is 0 or > Most)
        {
            Fail("an amount has more digits than an amount can have");
        }

        if (Failed)
        {
            return 0;
        }

        var whole = new BigInteger(bytes, isUnsigned: false, isBigEndian: true);
        Span<int> parts = stackalloc int[3];
        Span<byte> little = stackalloc byte[Most];
        BigInteger.Abs(whole).TryWriteBytes(little, out _, isUnsigned: true, isBigEndian: false);
        for (var index = 0; index < parts.Length; index++)
        {
            parts[index] = BinaryPrimitives.ReadInt32LittleEndian(little[(4 * index)..]);
        }

        return new decimal(parts[0], parts[1], parts[2], whole.Sign < 0, Places);
    }

    /// <summary>The branch of a union that follows; one that is not there is a failure.</summary>
    public int Branch(int branches)
    {
        var branch = Long();
        if (!Failed && (branch < 0 || branch >= branches))
        {
            Fail("a value is of none of the kinds it may have");
        }

        return Failed ? 0 : (int)branch;
    }

    /// <summary>Whether a value follows, in a union of null and something. The core's files have null first, always.</summary>
    public bool Has() => Branch(2) == 1 && !Failed;

    /// <summary>How many items of an array's next block follow; 0: it ends.</summary>
    public long Block()
    {
        var count = Long();
        if (count < 0 && !Failed)
        {
            if (count == long.MinValue)
            {
                Fail("an array has an impossible length");
                return 0;
            }

            Long(); // its size in bytes, to skip it by
            count = -count;
        }

        if (!Failed && count > Left)
        {
            Fail("an array has more items than bytes");
        }

        return Failed ? 0 : count;
    }

    private ReadOnlySpan<byte> Bytes(int length)
    {
        if (Failed || length > Left)
        {
            Fail("it ends within a value");
            return [];
        }

        var value = _bytes.Slice(_at, length);
        _at += length;
        return value;
    }
}
