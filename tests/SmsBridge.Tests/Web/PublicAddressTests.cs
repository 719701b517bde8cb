using SmsBridge.Web;

namespace SmsBridge.Tests.Web;

public class PublicAddressTests
{
    [Theory]
    [InlineData("https://sms.example.org", "https://sms.example.org/")]
    [InlineData("HTTPS://Sms.Example.ORG", "https://sms.example.org/")]
    [InlineData("https://sms.example.org:443/", "https://sms.example.org/")]
    [InlineData("http://sms.example.org:80", "http://sms.example.org/")]
    [InlineData("https://sms.example.org:8443/Sms/", "https://sms.example.org:8443/Sms/")]
    [InlineData("https://sms.example.org./a", "https://sms.example.org/a/")]
    [InlineData("https://münchen.example", "https://xn--mnchen-3ya.example/")]
    [InlineData("https://MÜNCHEN.example/Pfad", "https://xn--mnchen-3ya.example/Pfad/")]
    [InlineData("https://xn--mnchen-3ya.example", "https://xn--mnchen-3ya.example/")]
    [InlineData("https://例え。テスト", "https://xn--r8jz45g.xn--zckzah/")]
    [InlineData("https://[::1]:8443", "https://[::1]:8443/")]
    [InlineData("http://127.0.0.1:5000", "http://127.0.0.1:5000/")]
    [InlineData(" https://sms.example.org", "https://sms.example.org/")]
    [InlineData("https://sms.example.org\t", "https://sms.example.org/")]
    [InlineData("https://sms.example.org/\r\n", "https://sms.example.org/")]
    [InlineData("\u00A0https://sms.example.org/a/ \r", "https://sms.example.org/a/")]
    public void One_spelling_is_given_away(string typed, string given)
    {
        var options = new BridgeOptions { PublicUrl = typed };

        BridgeOptions.IsValid(options).ShouldBeTrue();
        options.PublicBase!.AbsoluteUri.ShouldBe(given);
        options.PublicBase.OriginalString.All(char.IsAscii).ShouldBeTrue();
    }

    [Theory]
    [InlineData("sms.example.org")]
    [InlineData("ftp://sms.example.org")]
    [InlineData("https://sms_bridge.example.org")]
    [InlineData("https://sms.example.org?")]
    [InlineData("https://sms.example.org/#a")]
    [InlineData("https://u@sms.example.org")]
    [InlineData("https://sms.example.org/a b")]
    [InlineData("https://sms\t.example.org")]
    [InlineData("https://sms.example.org\uFEFF")]
    [InlineData("https://sms\u200B.example.org")]
    [InlineData("https://mu\u0308nchen.example")]
    [InlineData("https://ｅｘａｍｐｌｅ.org")]
    [InlineData("https://")]
    public void What_nobody_could_call_is_refused(string typed) => BridgeOptions.IsValid(new BridgeOptions { PublicUrl = typed }).ShouldBeFalse();

    [Theory]
    [InlineData("")]
    [InlineData("  \r\n")]
    [InlineData(null)]
    public void Nothing_is_not_set(string? typed)
    {
        var options = new BridgeOptions { PublicUrl = typed! };

        BridgeOptions.IsValid(options).ShouldBeTrue();
        options.PublicBase.ShouldBeNull();
    }

    [Theory]
    [InlineData("https://Sms.example.org/", "SMS.example.org", true)]
    [InlineData("https://Sms.example.org/", "sms.example.org:443", true)]
    [InlineData("https://Sms.example.org/", "other.example.org", false)]
    [InlineData("https://Sms.example.org/", "sms.example.org:8443", false)]
    [InlineData("https://Sms.example.org/", "sms.example.org/x", false)]
    [InlineData("https://Sms.example.org/", "", false)]
    public void A_requests_own_host_counts_when_it_is_ours(string typed, string host, bool counts)
    {
        PublicAddress.TryRead(typed, out var address).ShouldBeTrue();

        address.SpellingsFor(host).Any(spelling => spelling == $"https://{host}").ShouldBe(counts);
    }
}
