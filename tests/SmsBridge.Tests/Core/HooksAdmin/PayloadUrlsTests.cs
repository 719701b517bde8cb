using SmsBridge.Core.HooksAdmin;
using SmsBridge.Messages;
using SmsBridge.Simulator.Core;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Core.HooksAdmin;

public class PayloadUrlsTests
{
    [Theory]
    [InlineData("https://sms.example.org", "https://sms.example.org/modules/sms/")]
    [InlineData("https://sms.example.org/", "https://sms.example.org/modules/sms/")]
    [InlineData("HTTPS://SMS.example.org:443", "https://sms.example.org/modules/sms/")]
    [InlineData("http://10.0.0.7:9191", "http://10.0.0.7:9191/modules/sms/")]
    [InlineData("https://sms.example.org/modules/sms", "https://sms.example.org/modules/sms/")]
    [InlineData("https://sms.example.org/modules/sms/", "https://sms.example.org/modules/sms/")]
    [InlineData("https://bank.example.org/bridge", "https://bank.example.org/bridge/modules/sms/")]
    public void The_advised_url_ends_in_a_slash_and_every_generation_can_call_it(string publicUrl, string expected)
    {
        var advised = PayloadUrls.Advise(publicUrl).ShouldBeOfType<PayloadUrlReading.Advised>();

        advised.Url.ShouldBe(expected);
        PayloadUrls.Problem(advised.Url).ShouldBeNull();
        foreach (var generation in Enum.GetValues<Generation>())
        {
            HookUrls.Events(generation, advised.Url).AbsolutePath.ShouldBe(generation == Generation.G3 ? "/" : new Uri(expected).AbsolutePath);
        }
    }

    [Theory]
    [InlineData("https://sms.example.org", "the bridge answers there too")]
    [InlineData("https://bank.example.org/bridge", "both without /bridge: the proxy in front must pass these to the bridge too")]
    [InlineData("http://sms.example.org", "It is not https")]
    [InlineData("http://127.0.0.1:9191", "the core's own machine")]
    public void The_advice_says_what_to_mind(string publicUrl, string words) =>
        string.Join(' ', PayloadUrls.Advise(publicUrl).ShouldBeOfType<PayloadUrlReading.Advised>().Reasons).ShouldContain(words);

    [Theory]
    [InlineData("")]
    [InlineData("sms.example.org")]
    [InlineData("ftp://sms.example.org")]
    [InlineData("https://user@sms.example.org")]
    [InlineData("https://sms.example.org/?a=b")]
    [InlineData("https://sms.example.org/1234567890123456789012345678901234567890123456789012345678901234567890")]
    public void What_no_core_could_call_gets_no_advice(string publicUrl) =>
        PayloadUrls.Advise(publicUrl).ShouldBeOfType<PayloadUrlReading.Refused>();

    [Theory]
    [InlineData("http://h:9191/modules/sms", true)]
    [InlineData("http://h:9191/modules/sms/", false)]
    [InlineData("http://h:9191", false)]
    [InlineData("http://h:9191/modules/sms/?a=b", true)]
    [InlineData("h/modules/sms/", true)]
    public void Each_row_of_the_url_table_is_judged(string payloadUrl, bool hasProblem) =>
        (PayloadUrls.Problem(payloadUrl) is not null).ShouldBe(hasProblem);

    [Fact]
    public void A_draft_for_an_address_that_can_not_be_used_keeps_it_to_be_refused()
    {
        var draft = SmsBridgeHookDraft.For("sms.example.org", Some.Sender, Some.AccountSid, Some.AuthToken, [EventType.ClientCreate]);

        draft.Config[HookFields.PayloadUrl].ShouldBe("sms.example.org");
        HookRules.Check(draft).ShouldHaveSingleItem().Parameter.ShouldBe(HookFields.PayloadUrl);
    }
}
