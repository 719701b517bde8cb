using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace SmsBridge.Hosting.Connections;

/// <summary>Who counts as one caller: an IPv4 address, or the /64 network that IPv6 gives to one customer.</summary>
internal readonly record struct AddressNetwork(AddressFamily Family, ulong Bits)
{
    /// <param name="address">Null: not from a network (a Unix socket).</param>
    public static AddressNetwork Of(IPAddress? address)
    {
        if (address is null)
        {
            return new(AddressFamily.Unix, 0);
        }

        Span<byte> bytes = stackalloc byte[16];
        var plain = Plain(address);
        plain.TryWriteBytes(bytes, out var length);
        return length == 4
            ? new(AddressFamily.InterNetwork, BinaryPrimitives.ReadUInt32BigEndian(bytes))
            : new(AddressFamily.InterNetworkV6, BinaryPrimitives.ReadUInt64BigEndian(bytes));
    }

    /// <summary>An IPv4 address as such, also when the server listens on both families.</summary>
    public static IPAddress Plain(IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
}
