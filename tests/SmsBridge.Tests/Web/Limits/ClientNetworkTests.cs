using System.Net;
using SmsBridge.Web.Limits;

namespace SmsBridge.Tests.Web.Limits;

public class ClientNetworkTests
{
    [Theory]
    [InlineData("192.0.2.1", "192.0.2.1")]
    [InlineData("::ffff:192.0.2.1", "192.0.2.1")]
    [InlineData("64:ff9b::192.0.2.1", "192.0.2.1")] // behind a translator
    [InlineData("2002:c000:0201::1", "192.0.2.1")] // 6to4: a host has 65,536 networks
    [InlineData("2002:c000:0201:ffff::9", "192.0.2.1")]
    [InlineData("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::")]
    [InlineData("2001:db8:1:2:ffff:ffff:ffff:ffff", "2001:db8:1:2::")]
    [InlineData("2001:db8:1:3::1", "2001:db8:1:3::")]
    [InlineData("fe80::1%7", "fe80::")]
    [InlineData("fe80::2%8", "fe80::")]
    public void One_who_calls_has_one_network(string address, string network)
    {
        ClientNetwork.Of(IPAddress.Parse(address)).ShouldBe(IPAddress.Parse(network));
    }

    [Fact]
    public void Who_is_not_known_shares_one()
    {
        ClientNetwork.Of(null).ShouldBe(ClientNetwork.Of(null));
    }
}
