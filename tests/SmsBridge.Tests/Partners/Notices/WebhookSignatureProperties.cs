using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using CsCheck;
using SmsBridge.Partners.Notices.Delivery;

namespace SmsBridge.Tests.Partners.Notices;

public class WebhookSignatureProperties
{
    private static readonly Gen<byte[]> Key = Gen.Byte.Array[1, 64];
    private static readonly Gen<string> Id = Gen.String[Gen.Char.AlphaNumeric, 1, 40].Select(text => $"msg_{text}");

    [Fact]
    public void A_secret_is_read_back_with_and_without_padding() => Key.Sample(key =>
    {
        var secret = $"whsec_{Convert.ToBase64String(key)}";
        foreach (var text in new[] { secret, secret.TrimEnd('=') })
        {
            WebhookSignature.TryReadSecret(text, out var read).ShouldBeTrue(text);
            read.ShouldBe(key);
        }
    });

    [Fact]
    public void No_text_makes_the_reader_of_secrets_throw() => Gen.OneOf(Gen.String, Gen.String.Select(text => $"whsec_{text}")).Sample(
        text => WebhookSignature.TryReadSecret(text, out var key).ShouldBe(key is not null), iter: 2_000);

    [Fact]
    public void Who_has_the_secret_verifies_what_was_signed_and_nothing_else() =>
        Gen.Select(Key.Array[1, 4], Id, Gen.Long, Gen.Byte.Array[0, 2_000], Gen.Int[0, 1_999], Gen.Int[0, 7]).Sample(
            (keys, id, timestamp, body, at, bit) =>
            {
                var header = WebhookSignature.Sign(keys, id, timestamp, body);

                foreach (var key in keys)
                {
                    Verifies(key, header, id, timestamp, body).ShouldBeTrue(header);
                    Verifies(key, header, id + "0", timestamp, body).ShouldBeFalse(header);
                    Verifies(key, header, id, unchecked(timestamp + 1), body).ShouldBeFalse(header);
                    Verifies(key, header, id, timestamp, [.. body, 0]).ShouldBeFalse(header);
                    if (body.Length > 0)
                    {
                        body[at % body.Length] ^= (byte)(1 << bit);
                        Verifies(key, header, id, timestamp, body).ShouldBeFalse(header);
                        body[at % body.Length] ^= (byte)(1 << bit);
                    }
                }
            },
            iter: 500);

    /// <summary>As a partner does (standard-webhooks.md 2), written from the specification: any of the header's items will do.</summary>
    private static bool Verifies(byte[] key, string header, string id, long timestamp, byte[] body)
    {
        byte[] signed = [.. Encoding.ASCII.GetBytes($"{id}.{timestamp.ToString(CultureInfo.InvariantCulture)}."), .. body];
        return header.Split(' ').Contains($"v1,{Convert.ToBase64String(HMACSHA256.HashData(key, signed))}", StringComparer.Ordinal);
    }
}
