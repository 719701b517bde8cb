using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text.RegularExpressions;

namespace SmsBridge.Tests.Support;

/// <summary>What an app on a telephone does with a key: base 32 (RFC 4648 6), HOTP (RFC 4226 5.3) by half minutes (RFC 6238 4.2). Written from the standards, not with the library of the product.</summary>
internal sealed partial class AuthenticatorApp(byte[] key)
{
    private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

    /// <summary>With the key that a page of ours shows.</summary>
    public static AuthenticatorApp Reading(string page) => new(Decode(ShownKey().Match(WebUtility.HtmlDecode(page)) is { Success: true } match ? match.Groups["key"].Value : throw new ShouldAssertException($"No key is on the page: {page}")));

    public string Key => Convert.ToHexString(key);

    public string CodeAt(DateTimeOffset at, int stepsLater = 0)
    {
        Span<byte> counter = stackalloc byte[8];
        BinaryPrimitives.WriteInt64BigEndian(counter, (at.ToUnixTimeSeconds() / 30) + stepsLater);
#pragma warning disable CA5350 // the standard's own; every app does it
        var hash = HMACSHA1.HashData(key, counter);
#pragma warning restore CA5350
        var number = BinaryPrimitives.ReadInt32BigEndian(hash.AsSpan(hash[^1] & 0xF)) & int.MaxValue;
        return (number % 1_000_000).ToString("D6", CultureInfo.InvariantCulture);
    }

    private static byte[] Decode(string text)
    {
        var bits = string.Concat(text.Where(char.IsAsciiLetterOrDigit).Select(letter => Convert.ToString(Alphabet.IndexOf(letter, StringComparison.Ordinal), 2).PadLeft(5, '0')));
        return [.. Enumerable.Range(0, bits.Length / 8).Select(index => Convert.ToByte(bits.Substring(index * 8, 8), 2))];
    }

    [GeneratedRegex("<code>(?<key>[A-Z2-7]{4}( [A-Z2-7]{4}){7})</code>", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex ShownKey();
}
