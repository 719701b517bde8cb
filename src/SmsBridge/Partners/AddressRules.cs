using System.Net;
using System.Net.Sockets;
using SmsBridge.Web.Limits;

namespace SmsBridge.Partners;

/// <summary>Where an address is.</summary>
internal enum AddressClass
{
    /// <summary>On the Internet.</summary>
    Public,

    /// <summary>On this machine or in somebody's own network: dialled only where <see cref="PartnerOptions.AllowPrivateCallbacks"/> says so.</summary>
    Private,

    /// <summary>Nobody's receiver: link-local (where clouds keep their secrets), multicast, reserved, documentation, or a tunnel that hides the real one.</summary>
    Never,
}

/// <summary>
/// The class of an address, by the special-purpose registries (RFC 6890) and standard-webhooks.md 4. What an IPv6 address says of an IPv4
/// one inside it is believed in one case only, the mapped form, because there the operating system dials just that.
/// </summary>
internal static class AddressRules
{
    private static readonly (IPNetwork Network, AddressClass Class)[] V4 =
    [
        (IPNetwork.Parse("100.100.100.200/32"), AddressClass.Never), // Alibaba's metadata, inside carrier-grade NAT
        (IPNetwork.Parse("10.0.0.0/8"), AddressClass.Private),
        (IPNetwork.Parse("100.64.0.0/10"), AddressClass.Private), // carrier-grade NAT
        (IPNetwork.Parse("127.0.0.0/8"), AddressClass.Private),
        (IPNetwork.Parse("172.16.0.0/12"), AddressClass.Private),
        (IPNetwork.Parse("192.168.0.0/16"), AddressClass.Private),
        (IPNetwork.Parse("0.0.0.0/8"), AddressClass.Never), // "this host" on many systems
        (IPNetwork.Parse("168.63.129.16/32"), AddressClass.Never), // Azure's platform, reachable from within only
        (IPNetwork.Parse("169.254.0.0/16"), AddressClass.Never), // link-local, metadata services
        (IPNetwork.Parse("192.0.0.0/24"), AddressClass.Never), // protocol assignments
        (IPNetwork.Parse("192.0.2.0/24"), AddressClass.Never), // documentation
        (IPNetwork.Parse("192.88.99.0/24"), AddressClass.Never), // 6to4 relays
        (IPNetwork.Parse("198.18.0.0/15"), AddressClass.Never), // benchmarks
        (IPNetwork.Parse("198.51.100.0/24"), AddressClass.Never),
        (IPNetwork.Parse("203.0.113.0/24"), AddressClass.Never),
        (IPNetwork.Parse("224.0.0.0/4"), AddressClass.Never), // multicast
        (IPNetwork.Parse("240.0.0.0/4"), AddressClass.Never), // reserved, broadcast
    ];

    /// <summary>Where clouds keep the secrets of their machines.</summary>
    private static readonly IPNetwork[] Metadata =
        [IPNetwork.Parse("169.254.0.0/16"), IPNetwork.Parse("100.100.100.200/32"), IPNetwork.Parse("168.63.129.16/32"), IPNetwork.Parse("192.0.0.192/32")];

    /// <summary>Outside this nothing of IPv6 is routed on the Internet: NAT64 (64:ff9b::/96), discard (100::/64), SRv6 (5f00::/16) and all to come.</summary>
    private static readonly IPNetwork GlobalUnicast = IPNetwork.Parse("2000::/3");

    private static readonly (IPNetwork Network, AddressClass Class)[] V6 =
    [
        (IPNetwork.Parse("::1/128"), AddressClass.Private),
        (IPNetwork.Parse("fd00:ec2::/32"), AddressClass.Never), // Amazon's metadata, time and names, inside unique local
        (IPNetwork.Parse("fd20:ce::254/128"), AddressClass.Never), // Google's
        (IPNetwork.Parse("fd00:c1::a9fe:a9fe/128"), AddressClass.Never), // Oracle's
        (IPNetwork.Parse("fd00:42::42/128"), AddressClass.Never), // Scaleway's
        (IPNetwork.Parse("fc00::/7"), AddressClass.Private), // unique local
        (IPNetwork.Parse("2001::/23"), AddressClass.Never), // Teredo, ORCHID, benchmarks, other protocols
        (IPNetwork.Parse("2001:db8::/32"), AddressClass.Never), // documentation
        (IPNetwork.Parse("2002::/16"), AddressClass.Never), // 6to4: any IPv4 address inside
        (IPNetwork.Parse("3fff::/20"), AddressClass.Never), // documentation
    ];

    public static AddressClass Classify(IPAddress address)
    {
        var real = ClientNetwork.Plain(address);
        var isV4 = real.AddressFamily == AddressFamily.InterNetwork;
        foreach (var (network, found) in isV4 ? V4 : V6)
        {
            if (network.Contains(real))
            {
                return found == AddressClass.Private && !isV4 && HidesNever(real) ? AddressClass.Never : found;
            }
        }

        return isV4 || GlobalUnicast.Contains(real) ? AddressClass.Public : AddressClass.Never;
    }

    /// <summary>A network of its own may translate to IPv4 under a unique local prefix (RFC 6052, /96): what would be refused as IPv4 is refused there too.</summary>
    private static bool HidesNever(IPAddress uniqueLocal)
    {
        var inside = new IPAddress(uniqueLocal.GetAddressBytes().AsSpan(12));
        return Array.Exists(Metadata, network => network.Contains(inside));
    }
}
