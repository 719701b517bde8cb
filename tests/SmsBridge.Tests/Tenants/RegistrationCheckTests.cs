using Microsoft.Extensions.Logging.Abstractions;
using SmsBridge.Gateways;
using SmsBridge.Gateways.Log;
using SmsBridge.Tenants;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Tenants;

public class RegistrationCheckTests
{
    private static readonly SmsGateways Gateways = new([new LogGateway(NullLogger<LogGateway>.Instance), new FakeSmsGateway(TimeProvider.System, "twilio")], []);

    private static readonly RegistrationRequest Complete = new()
    {
        TenantId = "default",
        SmsProvider = "twilio",
        PhoneNo = "+15005550006",
        SmsProviderAccountId = "AC1",
        SmsProviderToken = "tok",
        MifosToken = "bWlmb3M6cGFzc3dvcmQ=",
        Endpoint = "https://core.example.org/fineract-provider/api/",
    };

    [Fact]
    public void A_complete_body_has_no_problem() => Check(Complete).ShouldBeNull();

    [Fact]
    public void What_a_core_may_leave_out_is_not_asked_for() => Check(Complete with { MifosToken = null, Endpoint = null }).ShouldBeNull();

    [Theory]
    [InlineData("Twilio")]
    [InlineData(" TWILIO ")]
    [InlineData("log")]
    public void The_provider_is_known_in_any_case(string provider) => Check(Complete with { SmsProvider = provider }).ShouldBeNull();

    [Theory]
    [InlineData("tenantId")]
    [InlineData("smsProvider")]
    [InlineData("phoneNo")]
    [InlineData("smsProviderAccountId")]
    [InlineData("smsProviderToken")]
    public void A_field_that_is_missing_blank_or_too_long_is_named(string field)
    {
        foreach (var value in new[] { null, "", "  ", new string('x', 101) })
        {
            Field(With(field, value)).ShouldBe(field);
        }
    }

    [Theory]
    [InlineData("tenantId", "a\nb")]
    [InlineData("tenantId", "a/b")]
    [InlineData("tenantId", "a b")]
    [InlineData("tenantId", "tenänt")]
    [InlineData("tenantId", "%2e")]
    [InlineData("tenantId", "..")]
    [InlineData("smsProvider", "nexmo")]
    [InlineData("phoneNo", "+1500\r\nX: y")]
    [InlineData("smsProviderAccountId", "AC\0")]
    [InlineData("smsProviderToken", "tok\u0085")]
    [InlineData("mifosToken", "not base64!")]
    [InlineData("mifosToken", "bWlmb3M=")]
    public void A_field_that_can_not_be_right_is_named(string field, string value) => Field(With(field, value)).ShouldBe(field);

    [Theory]
    [InlineData("twilio", "smsProviderAccountId", "Missing: give what stands for {account} in the gateway's description.")] // a described one here
    [InlineData("log", "smsProviderToken", "Missing: give anything: this provider sends nothing.")]
    [InlineData("log", "phoneNo", "Missing: give anything: this provider sends nothing.")]
    public void What_is_missing_is_asked_for_in_the_words_of_its_provider(string provider, string field, string words) =>
        Check(With(field, null) with { SmsProvider = provider })!.Detail.ShouldBe(words);

    [Fact]
    public void An_endpoint_longer_than_any_url_of_a_core_is_named() =>
        Field(Complete with { Endpoint = "https://" + new string('x', 500) }).ShouldBe("endpoint");

    [Fact]
    public void A_problem_never_repeats_a_secret()
    {
        Check(Complete with { SmsProviderToken = new string('s', 101) })!.Detail.ShouldNotContain("ssss");
        Check(Complete with { MifosToken = "c2VjcmV0" })!.Detail.ShouldNotContain("c2VjcmV0");
        Complete.ToString().ShouldBe("registration of default");
    }

    private static FieldProblem? Check(RegistrationRequest request) => RegistrationCheck.Check(request, Gateways);

    private static string? Field(RegistrationRequest request) => Check(request)?.Field;

    private static RegistrationRequest With(string field, string? value) =>
        field switch
        {
            "tenantId" => Complete with { TenantId = value },
            "smsProvider" => Complete with { SmsProvider = value },
            "phoneNo" => Complete with { PhoneNo = value },
            "smsProviderAccountId" => Complete with { SmsProviderAccountId = value },
            "smsProviderToken" => Complete with { SmsProviderToken = value },
            "mifosToken" => Complete with { MifosToken = value },
            _ => throw new ArgumentOutOfRangeException(nameof(field), field, "No such field."),
        };
}
