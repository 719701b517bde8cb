using System.Text;
using SmsBridge.Messages;
using SmsBridge.Texts.Catalogue;
using SmsBridge.Texts.Envelopes;

namespace SmsBridge.Tests.TenantTexts.OwnEvents;

/// <summary>What is kept of a hook and read of it, and which names are names.</summary>
public class EnvelopeTests
{
    [Theory]
    [InlineData("password", true)]
    [InlineData("repeatPassword", true)]
    [InlineData("api_key", true)]
    [InlineData("smsProviderToken", true)]
    [InlineData("walletPin", true)]
    [InlineData("PIN", true)]
    [InlineData("otp", true)]
    [InlineData("mpin", true)]
    [InlineData("newpin", true)]
    [InlineData("cardPincode", true)]
    [InlineData("shipping", false)]
    [InlineData("spinOff", false)]
    [InlineData("transactionAmount", false)]
    [InlineData("authorizedOn", false)]
    public void A_secret_is_known_by_its_name(string name, bool isSecret) => EnvelopeNames.IsSecret(name).ShouldBe(isSecret);

    [Theory]
    [InlineData("SAVINGSACCOUNT_HOLDAMOUNT", "SAVINGSACCOUNT", "HOLDAMOUNT")]
    [InlineData("client_update", "CLIENT", "UPDATE")]
    [InlineData("TWOFACTOR_ACCESSTOKEN INVALIDATE", "TWOFACTOR_ACCESSTOKEN", "INVALIDATE")]
    [InlineData("SHAREPRODUCT APPROVE_DIVIDEND", "SHAREPRODUCT", "APPROVE_DIVIDEND")]
    [InlineData("CLIENT", "", "")]
    [InlineData("CLIENT UPDATE NOW", "", "")]
    [InlineData("_CLIENT", "", "")]
    [InlineData("CLIENT_", "", "")]
    [InlineData("CLIENT-UPDATE", "", "")]
    [InlineData("A_B_C", "", "")]
    public void A_name_is_a_pair_where_it_is_certain_which(string name, string entity, string action) =>
        OwnEventRules.Read(name, out _).ShouldBe(new EventType(entity, action));

    [Theory]
    [InlineData("1500.0", "1500")]
    [InlineData("1500.50", "1500.50")]
    [InlineData("1.2345678E7", "12345678")]
    [InlineData("1.5E-3", "0.0015")]
    [InlineData("123456789012345678901234567", "123456789012345678901234567")]
    [InlineData("0.123456789012345678901234567", "0.123456789012345678901234567")]
    [InlineData("1E400", null)]
    [InlineData("1E-40", null)]
    [InlineData("true", "true")]
    [InlineData("false", null)]
    [InlineData("null", null)]
    [InlineData("[1]", null)]
    [InlineData("\"  \"", "  ")]
    public void A_value_is_as_it_came(string json, string? told) =>
        Read($$"""{"request":{"a":{{json}} },"response":{"resourceId":1} }""").Values.GetValueOrDefault("request.a").ShouldBe(told);

    [Fact]
    public void What_the_command_came_to_is_kept_also_of_a_long_request()
    {
        var padding = string.Join(',', Enumerable.Range(0, 100).Select(each => $"\"field{each}\":\"{new string('x', 200)}\""));
        var kept = EnvelopeCopy.Of(Encoding.UTF8.GetBytes($$"""{"request":{ {{padding}} },"response":{"clientId":7,"changes":{"a":"b"} } }"""));

        kept.Length.ShouldBeLessThanOrEqualTo(EnvelopeCopy.MostKept);
        var envelope = Envelope.Read(kept);
        (envelope.IdOf("response.clientId"), envelope.Values["response.changes.a"], envelope.Values["request.field0"].Length).ShouldBe((7, "b", 200));
        envelope.WhyNone.ShouldNotBeNull();
        envelope.Values.ShouldNotContainKey("request.field99");
    }

    [Theory]
    [InlineData("7", 7)]
    [InlineData("\"7\"", 7)]
    [InlineData("7.0", 7)]
    [InlineData("7.5", null)]
    [InlineData("-7", null)]
    [InlineData("0", null)]
    [InlineData("1e17", null)]
    public void An_id_is_a_whole_number(string json, int? id) => Read($$"""{"request":{"clientId":{{json}} },"response":{} }""").IdOf("request.clientId").ShouldBe(id);

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("[]")]
    public void What_can_not_be_read_has_no_values(string kept) => Envelope.Read(Encoding.UTF8.GetBytes(kept)).Values.ShouldBeEmpty();

    private static Envelope Read(string body) => Envelope.Read(EnvelopeCopy.Of(Encoding.UTF8.GetBytes(body)));
}
