using System.Buffers.Binary;
using System.Text;

namespace SmsBridge.Simulator.Events;

/// <summary>CRC-64-AVRO, by which a single object names its writer's schema.</summary>
internal static class AvroFingerprint
{
    private const ulong Empty = 0xc15d213aa4d7a795;

    private static readonly ulong[] Table = [.. Enumerable.Range(0, 256).Select(index => Enumerable.Range(0, 8).Aggregate((ulong)index, (value, _) => (value >> 1) ^ (Empty & (0 - (value & 1)))))];

    /// <param name="canonical">The schema in parsing canonical form.</param>
    public static ulong Of(string canonical) => Encoding.UTF8.GetBytes(canonical).Aggregate(Empty, (value, next) => (value >> 8) ^ Table[(byte)(value ^ next)]);

    /// <summary>As it goes over the wire, the lowest byte first.</summary>
    public static byte[] OnWire(string canonical)
    {
        var bytes = new byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, Of(canonical));
        return bytes;
    }
}
