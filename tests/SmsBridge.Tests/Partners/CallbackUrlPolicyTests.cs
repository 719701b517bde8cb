using Microsoft.Extensions.Options;
using SmsBridge.Partners;

namespace SmsBridge.Tests.Partners;

public class CallbackUrlPolicyTests
{
    [Theory]
    [InlineData("https://partner.example.org/cb")]
    [InlineData("https://partner.example.org")]
    [InlineData("HTTPS://Partner.Example.ORG/CB?token=a%20b&c=d")]
    [InlineData("https://partner.example.org:8443/cb")]
    [InlineData("https://partner.example.org:443/@handle?mail=a@b.example")]
    [InlineData("https://partner.example.org./cb")]
    [InlineData("https://xn--bcher-kva.example/cb")]
    [InlineData("https://8.8.8.8/cb")]
    [InlineData("https://[2606:4700:4700::1111]/cb")]
    [InlineData("https://[::ffff:8.8.8.8]/cb")]
    [InlineData("https://134744072/cb")] // 8.8.8.8: odd, but public
    [InlineData("https://localhost.example.org/cb")]
    public void May_be_subscribed(string url) => Check(url).ShouldBeOfType<CallbackUrlReading.Allowed>();

    [Theory]
    [InlineData("https://127.0.0.1/")]
    [InlineData("https://127.1/")]
    [InlineData("https://127.0.1/")]
    [InlineData("https://127.0.0.1./")]
    [InlineData("https://2130706433/")]
    [InlineData("https://0x7f000001/")]
    [InlineData("https://0X7F.0.0.1/")]
    [InlineData("https://0x7f.1/")]
    [InlineData("https://0177.0.0.1/")]
    [InlineData("https://017700000001/")]
    [InlineData("https://0177.0.0x1/")]
    [InlineData("https://0/")]
    [InlineData("https://0.0.0.0/")]
    [InlineData("https://10.0.0.1/")]
    [InlineData("https://10.1/")]
    [InlineData("https://167772161/")] // 10.0.0.1
    [InlineData("https://0xa.0.0.1/")]
    [InlineData("https://012.0.0.1/")]
    [InlineData("https://100.64.0.1/")]
    [InlineData("https://100.100.100.200/latest/meta-data/")]
    [InlineData("https://168.63.129.16/")]
    [InlineData("https://169.254.169.254/latest/meta-data/")]
    [InlineData("https://2852039166/")] // 169.254.169.254
    [InlineData("https://0xa9fea9fe/")]
    [InlineData("https://0251.0376.0251.0376/")]
    [InlineData("https://169.254.43518/")]
    [InlineData("https://172.16.0.1/")]
    [InlineData("https://172.31.255.255/")]
    [InlineData("https://192.0.0.1/")]
    [InlineData("https://192.0.2.1/")]
    [InlineData("https://192.88.99.1/")]
    [InlineData("https://192.168.1.1/")]
    [InlineData("https://192.168.257/")]
    [InlineData("https://3232235777/")] // 192.168.1.1
    [InlineData("https://0xc0a80101/")]
    [InlineData("https://198.18.0.1/")]
    [InlineData("https://198.51.100.1/")]
    [InlineData("https://203.0.113.1/")]
    [InlineData("https://224.0.0.1/")]
    [InlineData("https://240.0.0.1/")]
    [InlineData("https://255.255.255.255/")]
    [InlineData("https://4294967295/")]
    [InlineData("https://[::]/")]
    [InlineData("https://[::1]/")]
    [InlineData("https://[0:0:0:0:0:0:0:1]/")]
    [InlineData("https://[0000:0000:0000:0000:0000:0000:0000:0001]:8443/")]
    [InlineData("https://[::127.0.0.1]/")]
    [InlineData("https://[::ffff:127.0.0.1]/")]
    [InlineData("https://[::ffff:7f00:1]/")]
    [InlineData("https://[::FFFF:A00:1]/")]
    [InlineData("https://[0:0:0:0:0:ffff:192.168.1.1]/")]
    [InlineData("https://[::ffff:0:10.0.0.1]/")]
    [InlineData("https://[64:ff9b::127.0.0.1]/")]
    [InlineData("https://[64:ff9b::a00:1]/")]
    [InlineData("https://[64:ff9b:1::1]/")]
    [InlineData("https://[100::1]/")]
    [InlineData("https://[2001::1]/")]
    [InlineData("https://[2001:db8::1]/")]
    [InlineData("https://[2002:7f00:1::]/")]
    [InlineData("https://[2002:a00:1::1]/")]
    [InlineData("https://[3fff::1]/")]
    [InlineData("https://[5f00::1]/")]
    [InlineData("https://[fc00::1]/")]
    [InlineData("https://[fd00:ec2::254]/")]
    [InlineData("https://[fe80::1]/")]
    [InlineData("https://[fec0::1]/")]
    [InlineData("https://[ff02::1]/")]
    [InlineData("https://localhost/")]
    [InlineData("https://LOCALHOST./")]
    [InlineData("https://receiver.localhost/")]
    [InlineData("https://printer.local/")]
    [InlineData("https://metadata.google.internal/")]
    [InlineData("https://router.home.arpa/")]
    [InlineData("https://intranet/")]
    [InlineData("https://db:5432/")]
    [InlineData("http://partner.example.org/cb")]
    [InlineData("http://8.8.8.8/")]
    [InlineData("https://partner.example.org:22/")]
    [InlineData("https://partner.example.org:25/")]
    [InlineData("https://partner.example.org:53/")]
    [InlineData("https://partner.example.org:993/")]
    public void Is_understood_and_refused(string url) => Check(url).ShouldBeOfType<CallbackUrlReading.Refused>();

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("{URL string}")]
    [InlineData("partner.example.org/cb")]
    [InlineData("//partner.example.org/cb")]
    [InlineData("/cb")]
    [InlineData("ftp://partner.example.org/cb")]
    [InlineData("file:///etc/passwd")]
    [InlineData("gopher://partner.example.org/")]
    [InlineData("javascript:alert(1)")]
    [InlineData("https:partner.example.org")]
    [InlineData("https:/partner.example.org")]
    [InlineData("https:///partner.example.org")]
    [InlineData("https://")]
    [InlineData("https://?")]
    [InlineData("https://user@partner.example.org/")]
    [InlineData("https://user:password@partner.example.org/")]
    [InlineData("https://partner.example.org@127.0.0.1/")]
    [InlineData("https://partner.example.org:443@127.0.0.1/")]
    [InlineData("https://127.0.0.1%2f@partner.example.org/")]
    [InlineData("https://partner.example.org%00.127.0.0.1/")]
    [InlineData("https://%31%32%37.0.0.1/")]
    [InlineData("https://[fe80::1%25eth0]/")]
    [InlineData("https://127.0.0.1\\@partner.example.org/")]
    [InlineData("https:\\\\127.0.0.1/")]
    [InlineData("https://partner.example.org\\.127.0.0.1/")]
    [InlineData("https://partner.example.org/cb#fragment")]
    [InlineData("https://127.0.0.1#.example.org/")]
    [InlineData("https://partner.example.org/a b")]
    [InlineData(" https://partner.example.org/")]
    [InlineData("https://partner.example.org/\r\nX-Injected: 1")]
    [InlineData("https://partner.example.org/\t")]
    [InlineData("https://１２７.０.０.１/")] // full-width digits
    [InlineData("https://127。0。0。1/")] // ideographic full stops
    [InlineData("https://ⓛocalhost/")]
    [InlineData("https://bücher.example/cb")]
    [InlineData("https://256.256.256.256/")]
    [InlineData("https://1.2.3.4.5/")]
    [InlineData("https://partner.0x7f/")]
    [InlineData("https://[::1/")]
    [InlineData("https://::1/")]
    [InlineData("https://partner.example.org:0/")]
    [InlineData("https://partner.example.org:65536/")]
    [InlineData("https://partner.example.org:-1/")]
    [InlineData("https://partner.example.org:443:80/")]
    [InlineData("https://.../")]
    public void Is_no_url_that_all_read_alike(string? url) => Check(url).ShouldBeOfType<CallbackUrlReading.Malformed>();

    [Fact]
    public void A_url_of_the_greatest_length_is_allowed_and_one_longer_is_not()
    {
        const string Start = "https://partner.example.org/";
        var longest = Start + new string('a', CallbackUrlPolicy.MaxLength - Start.Length);

        Check(longest).ShouldBeOfType<CallbackUrlReading.Allowed>();
        Check(longest + "a").ShouldBeOfType<CallbackUrlReading.Malformed>();
    }

    [Theory]
    [InlineData("http://127.0.0.1:8080/cb", true)]
    [InlineData("http://[::1]:8080/cb", true)]
    [InlineData("http://localhost:8080/cb", true)]
    [InlineData("http://receiver/cb", true)]
    [InlineData("https://10.0.0.1/cb", true)]
    [InlineData("http://169.254.169.254/", false)]
    [InlineData("http://[fe80::1]/", false)]
    [InlineData("http://0.0.0.0/", false)]
    [InlineData("http://224.0.0.1/", false)]
    [InlineData("http://[64:ff9b::7f00:1]/", false)]
    [InlineData("http://localhost:22/", false)]
    public void In_a_closed_network(string url, bool allowed) =>
        (Check(url, new PartnerOptions { RequireHttps = false, AllowPrivateCallbacks = true }) is CallbackUrlReading.Allowed).ShouldBe(allowed);

    [Fact]
    public void Without_https_only_that_is_given_up()
    {
        var options = new PartnerOptions { RequireHttps = false };

        Check("http://partner.example.org/cb", options).ShouldBeOfType<CallbackUrlReading.Allowed>();
        Check("http://127.0.0.1/cb", options).ShouldBeOfType<CallbackUrlReading.Refused>();
    }

    [Theory]
    [InlineData("443", 443, true)]
    [InlineData("443", 444, false)]
    [InlineData("443, 8000-8002", 8001, true)]
    [InlineData("443,8000 - 8002", 8003, false)]
    public void Ports_are_what_the_operator_lists(string ports, int port, bool allowed) =>
        PortRanges.TryParse(ports)!.Contains(port).ShouldBe(allowed);

    private static CallbackUrlReading Check(string? url, PartnerOptions? options = null) =>
        new CallbackUrlPolicy(Options.Create(options ?? new PartnerOptions())).Check(url);
}
