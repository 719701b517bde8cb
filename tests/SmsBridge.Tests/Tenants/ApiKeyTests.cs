using System.Security.Cryptography;
using System.Text;
using SmsBridge.Tenants;

namespace SmsBridge.Tests.Tenants;

public class ApiKeyTests
{
    [Fact]
    public void A_key_is_256_random_bits_that_fit_a_url_and_a_cores_column()
    {
        var keys = Enumerable.Range(0, 1_000).Select(_ => ApiKey.New()).ToList();

        keys.Distinct(StringComparer.Ordinal).Count().ShouldBe(1_000);
        keys.ShouldAllBe(key => key.Length == 43 && key.All(character => char.IsAsciiLetterOrDigit(character) || character == '-' || character == '_'));
        ApiKey.Prefix(keys[0]).ShouldBe(keys[0][..6]);
    }

    [Fact]
    public void What_is_stored_is_its_sha256() => ApiKey.Hash("abc").ShouldBe(SHA256.HashData("abc"u8));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    public void Nothing_is_no_key(string? presented) => KeyHash.Of(presented).ShouldBeNull();

    [Fact]
    public void What_is_longer_than_any_key_is_not_hashed()
    {
        KeyHash.Of(new string('k', 256)).ShouldNotBeNull();
        KeyHash.Of(new string('k', 257)).ShouldBeNull();
        Should.Throw<ArgumentException>(() => ApiKey.Hash(new string('k', 257)));
    }

    [Fact]
    public void Equal_hashes_are_equal_and_one_bit_makes_them_differ()
    {
        var bytes = SHA256.HashData(Encoding.ASCII.GetBytes("key"));
        var hash = KeyHash.From(bytes);

        KeyHash.Of("key").ShouldBe(hash);
        for (var index = 0; index < bytes.Length; index++)
        {
            bytes[index] ^= 1;
            KeyHash.From(bytes).ShouldNotBe(hash);
            bytes[index] ^= 1;
        }
    }
}
