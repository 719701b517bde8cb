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

    /// <summary>Vector 3 of standard-webhooks.md 2.</summary>
    [Fact]
    public void The_ed25519_vector_holds()
    {
        var seed = Enumerable.Range(0, 32).Select(number => (byte)number).ToArray();
        var key = Convert.ToBase64String([.. seed, .. Convert.FromBase64String("A6EHv/POEL4dcN0Y50vAmWfk1jCbpQ1fHdyGZBJVMbg=")]);

        SigningKey.TryReadSeed($"whsk_{key}", out var read).ShouldBeTrue();
        read.ShouldBe(seed);
        WebhookSignature.Sign([], "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, """{"test": 2432232314}"""u8, [seed])
            .ShouldBe("v1a,yoUrgEkc12aGqm0n4Sydmdz55xJfTz4AsAgieHFjmkR7LJtqVCZOQYzvvHjI5kAey+r4iaBGxTFRrl2iBQxtDQ==");
    }

    [Theory]
    [InlineData(null)]
    [InlineData("whsk_")]
    [InlineData("whsk_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=")]
    [InlineData("whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=")]
    public void What_is_no_ed25519_key_is_not_taken_for_one(string? text) => SigningKey.TryReadSeed(text, out _).ShouldBeFalse();

    /// <summary>NuGet's StandardWebhooks 1.1.2 looks at the first signature only: a receiver that has not changed over yet must find its own there.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void While_a_secret_rotates_a_receiver_with_the_older_one_and_the_library_of_NuGet_is_content(bool both)
    {
        var signatures = both ? WebhookSignatures.Hmac | WebhookSignatures.Ed25519 : WebhookSignatures.Hmac;
        var (older, newer) = (PartnerSecrets.NewSigningSecret(), PartnerSecrets.NewSigningSecret());
        var (now, body) = (TimeProvider.System.GetUtcNow(), """{"a":1}""");
        var subscription = Subscribed(
            signatures, new SigningSecrets(newer, SigningKey.Create().Private, null, [new OlderSecret(older, SigningKey.Create().Private, null, now.AddHours(1))]));

        var keys = SubscriptionKeys.Read(subscription, now)!;
        var signed = WebhookSignature.Sign(keys.Secrets, "msg_1", now.ToUnixTimeSeconds(), Encoding.UTF8.GetBytes(body), keys.Seeds);
        var after = WebhookSignature.Sign(
            SubscriptionKeys.Read(subscription, now.AddHours(1))!.Secrets, "msg_1", now.ToUnixTimeSeconds(), Encoding.UTF8.GetBytes(body));

        Verifies(older, signed, body, now).ShouldBeTrue();
        signed.Split(' ').ShouldContain(item => Verifies(newer, item, body, now)); // as the guide says, one by one
        Verifies(newer, after, body, now).ShouldBeTrue();
        Verifies(older, after, body, now).ShouldBeFalse();
    }

    /// <summary>By Node's own ed25519: the npm packages know HMAC only.</summary>
    [Fact]
    public async Task A_v1a_signature_is_good_to_a_program_that_is_not_ours()
    {
        var (key, other) = (SigningKey.Create(), SigningKey.Create());
        SigningKey.TryReadSeed(key.Private, out var seed).ShouldBeTrue();
        var body = """{"sms":"Jambo ☺"}""";
        var signature = WebhookSignature.Sign([], "msg_1", 1_795_288_310, Encoding.UTF8.GetBytes(body), [seed!]);

        (await NodeSaysAsync(signature, body, key.Public)).ShouldBe("true");
        (await NodeSaysAsync(signature, body + " ", key.Public)).ShouldBe("false");
        (await NodeSaysAsync(signature, body, other.Public)).ShouldBe("false");
    }

    private static async Task<string> NodeSaysAsync(string signature, string body, string publicKey)
    {
        const string Script = """
            const { createPublicKey, verify } = require("crypto");
            const [signature, body, key] = process.argv.slice(1);
            const spki = Buffer.concat([Buffer.from("302a300506032b6570032100", "hex"), Buffer.from(key.slice(5), "base64")]);
            const good = verify(null, Buffer.from(`msg_1.1795288310.${body}`), createPublicKey({ key: spki, format: "der", type: "spki" }), Buffer.from(signature.slice(4), "base64"));
            console.log(signature.startsWith("v1a,") && good);
            """;
        var start = new System.Diagnostics.ProcessStartInfo("node", ["-e", Script, signature, body, publicKey]) { RedirectStandardOutput = true, UseShellExecute = false };
        try
        {
            using var node = System.Diagnostics.Process.Start(start)!;
            return (await node.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken)).Trim();
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Assert.Skip("node is not installed: tests/run.sh installs it");
            throw;
        }
    }

    private static bool Verifies(string secret, string signatures, string body, DateTimeOffset now)
    {
        try
        {
            new StandardWebhooks.StandardWebhook(secret).Verify(body, new Microsoft.AspNetCore.Http.HeaderDictionary
            {
                ["webhook-id"] = "msg_1", ["webhook-timestamp"] = $"{now.ToUnixTimeSeconds()}", ["webhook-signature"] = signatures,
            });
            return true;
        }
        catch (Exception refusal) when (refusal.GetType().Namespace!.StartsWith("StandardWebhooks", StringComparison.Ordinal))
        {
            return false;
        }
    }

    private static Subscription Subscribed(WebhookSignatures signatures, SigningSecrets secrets) => new(
        1, 1, "r", "https://partner.example.org/cb", "TransactionStatus", true, signatures, secrets, default, default, null, null, null);

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
