using System.Buffers.Binary;

namespace SmsBridge.Intake.Events.Records;

/// <summary>Avro's single-object encoding: a mark, the fingerprint of the writer's schema, the body (fineract-external-events.md 2).</summary>
internal static class SingleObject
{
    /// <summary>Mark and fingerprint.</summary>
    public const int HeaderLength = 10;

    private static ReadOnlySpan<byte> Mark => [0xC3, 0x01];

    /// <param name="fingerprint">As the sheets write it: the eight bytes in the order they have on the wire, as a number with the first byte highest.</param>
    /// <returns>False: it is something else.</returns>
    public static bool TryOpen(ReadOnlySpan<byte> bytes, out ulong fingerprint, out ReadOnlySpan<byte> body)
    {
        if (bytes.Length < HeaderLength || !bytes.StartsWith(Mark))
        {
            fingerprint = 0;
            body = [];
            return false;
        }

        fingerprint = BinaryPrimitives.ReadUInt64BigEndian(bytes[Mark.Length..]);
        body = bytes[HeaderLength..];
        return true;
    }
}
