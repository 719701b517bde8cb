using System.Net;
using System.Net.Sockets;

namespace SmsBridge.Web.Limits;

/// <summary>
/// What every limit counts by: the network somebody calls from, not the address. Whoever has one IPv6 address has the 2^64 of its /64; whoever has
/// one IPv4 address may write it in several ways.
/// </summary>
internal static class ClientNetwork
{
    private const int Ipv6Bytes = 16;
    private const int Ipv4Bytes = 4;
    private const int PrefixBytes = 8; // a /64: what one customer gets at least

    /// <summary>RFC 6052: an IPv4 host behind a translator. All of them share one /64.</summary>
    private static ReadOnlySpan<byte> Translated => [0x00, 0x64, 0xFF, 0x9B, 0, 0, 0, 0, 0, 0, 0, 0];

    /// <summary>RFC 3056: one IPv4 host has 65,536 of these /64.</summary>
    private static ReadOnlySpan<byte> SixToFour => [0x20, 0x02];

    /// <summary>An IPv4 address as such, also when the server listens on both families.</summary>
    public static IPAddress Plain(IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;

    /// <returns>An IPv4 address as it is; of an IPv6 address the /64, without zone; who is not known shares one network.</returns>
    public static IPAddress Of(IPAddress? address)
    {
        if (address is null)
        {
            return IPAddress.None;
        }

        if (address.AddressFamily != AddressFamily.InterNetworkV6)
        {
            return address;
        }

        Span<byte> bytes = stackalloc byte[Ipv6Bytes];
        address.TryWriteBytes(bytes, out _);
        if (address.IsIPv4MappedToIPv6 || bytes.StartsWith(Translated))
        {
            return new IPAddress(bytes[^Ipv4Bytes..]);
        }

        if (bytes.StartsWith(SixToFour))
        {
            return new IPAddress(bytes.Slice(SixToFour.Length, Ipv4Bytes));
        }

        bytes[PrefixBytes..].Clear();
        return new IPAddress(bytes);
    }
}
