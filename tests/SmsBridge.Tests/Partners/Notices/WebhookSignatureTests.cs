using System.Text;
using SmsBridge.Partners;
using SmsBridge.Partners.Notices.Delivery;

namespace SmsBridge.Tests.Partners.Notices;

/// <summary>Vectors of standard-webhooks.md 2.</summary>
public class WebhookSignatureTests
{
    private const string Published = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    private const string Own = "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

    [Theory]
    [InlineData(Published, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, """{"test": 2432232314}""", "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=")]
    [InlineData(
        Own, "msg_01HZX0000000000000000000AA", 1700000000,
        """{"type":"transaction.status","timestamp":"2023-11-14T22:13:20Z","data":{"reference":"ReconM12","status":{"code":"MR101","message":"success"}}}""",
        "v1,zlYd20VGtni+qlmc5t7Uiz1GUavEqtSmDNtHOVDpH+A=")]
    public void The_vectors_hold(string secret, string id, long timestamp, string body, string expected) =>
        WebhookSignature.Sign([Key(secret)], id, timestamp, Encoding.UTF8.GetBytes(body)).ShouldBe(expected);

    [Fact]
    public void Two_secrets_sign_side_by_side_each_as_it_would_alone()
    {
        var body = "{}"u8.ToArray();
        var alone = new[] { Published, Own }.Select(secret => WebhookSignature.Sign([Key(secret)], "msg_1", 1, body));

        WebhookSignature.Sign([Key(Published), Key(Own)], "msg_1", 1, body).ShouldBe(string.Join(' ', alone));
    }

    [Fact]
    public void A_new_secret_is_read_back_as_32_bytes_and_is_never_the_same()
    {
        var secret = PartnerSecrets.NewSigningSecret();

        Key(secret).Length.ShouldBe(32);
        PartnerSecrets.NewSigningSecret().ShouldNotBe(secret, StringComparer.Ordinal);
    }

    [Fact]
    public void Padding_may_be_missing() => Key(Own.TrimEnd('=')).ShouldBe([.. Enumerable.Range(0, 32).Select(number => (byte)number)]);

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("whsec_")]
    [InlineData("whsec_=")]
    [InlineData("whsec_not base64")]
    [InlineData("whsk_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=")]
    [InlineData("AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=")]
    public void What_is_no_secret_is_not_taken_for_one(string? text) => WebhookSignature.TryReadSecret(text, out _).ShouldBeFalse();

    [Fact]
    public void A_body_of_any_size_is_signed_whole()
    {
        var body = new byte[100_000];
        var first = WebhookSignature.Sign([Key(Own)], "msg_1", long.MaxValue, body);
        body[^1] = 1;

        WebhookSignature.Sign([Key(Own)], "msg_1", long.MaxValue, body).ShouldNotBe(first, StringComparer.Ordinal);
    }

    private static byte[] Key(string secret) => WebhookSignature.TryReadSecret(secret, out var key) ? key : throw new FormatException(secret);
}
