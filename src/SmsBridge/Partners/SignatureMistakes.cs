using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace SmsBridge.Partners;

/// <summary>Ways to get it wrong that have been seen, or are bound to be.</summary>
internal static class SignatureMistakes
{
    private static readonly (string Separator, string Words)[] Separators =
        [(":", "colons"), ("+", "plus signs"), (" ", "spaces"), ("|", "bars"), (",", "commas"), (".", "dots"), ("-", "hyphens"), (" + ", "plus signs and spaces")];

    public static IEnumerable<(byte[] Digest, string Words)> All(string code, string password, string timestamp) =>
    [
        .. Orders(code, password, timestamp),
        .. Separators.Select(join => (Sha(string.Join(join.Separator, code, password, timestamp)), $"The parts are joined with {join.Words}: put nothing between them.")),
        .. Cases(code, password, timestamp),
        .. Times(code, password, timestamp),
        .. Extras(code, password, timestamp),
    ];

    private static IEnumerable<(byte[], string)> Orders(string code, string password, string timestamp)
    {
        const string Words = "The parts are in the wrong order: it is partnerCode, password, timestamp.";
        yield return (Sha(code + timestamp + password), Words);
        yield return (Sha(password + code + timestamp), Words);
        yield return (Sha(password + timestamp + code), Words);
        yield return (Sha(timestamp + code + password), Words);
        yield return (Sha(timestamp + password + code), Words);
        yield return (Sha(password + timestamp), "The partnerCode is missing before the password.");
        yield return (Sha(code + timestamp), "The password is missing between partnerCode and timestamp.");
        yield return (Sha(code + password), "The timestamp is missing after the password.");
    }

    private static IEnumerable<(byte[], string)> Cases(string code, string password, string timestamp)
    {
        yield return (Sha(code.ToUpperInvariant() + password + timestamp), "The partnerCode was hashed in upper case; case counts.");
        yield return (Sha(code.ToLowerInvariant() + password + timestamp), "The partnerCode was hashed in lower case; case counts.");
        yield return (Sha(code + password.ToUpperInvariant() + timestamp), "The password was hashed in upper case; case counts.");
        yield return (Sha(code + password.ToLowerInvariant() + timestamp), "The password was hashed in lower case; case counts.");
    }

    /// <summary>The header says one thing, the hash another.</summary>
    private static IEnumerable<(byte[], string)> Times(string code, string password, string timestamp)
    {
        const string Words = "The timestamp was hashed in another spelling than it was sent: hash exactly the header's text.";
        foreach (var spelling in new[]
        {
            timestamp.Replace(' ', 'T'), timestamp.Replace(' ', 'T') + "Z", timestamp.Replace(" ", "%20", StringComparison.Ordinal), timestamp.Replace(' ', '+'),
            timestamp.Replace(" ", "", StringComparison.Ordinal), timestamp + ".0", " " + timestamp, timestamp + " ",
        })
        {
            if (spelling != timestamp)
            {
                yield return (Sha(code + password + spelling), Words);
            }
        }

        if (PartnerSignature.ReadTime(timestamp, TimeSpan.Zero) is not { } sent)
        {
            yield break;
        }

        yield return (Sha(code + password + sent.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture)), Words);
        yield return (Sha(code + password + sent.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture)), Words);
        for (var seconds = -60; seconds <= 60; seconds++)
        {
            yield return (
                Sha(code + password + sent.AddSeconds(seconds).ToString(PartnerSignature.TimestampFormat, CultureInfo.InvariantCulture)),
                "The timestamp that was hashed is some seconds from the one sent: read the clock once and use that text for both.");
        }
    }

    private static IEnumerable<(byte[], string)> Extras(string code, string password, string timestamp)
    {
        var text = code + password + timestamp;
        yield return (Sha(text + "\n"), "A line feed was hashed at the end: use printf '%s' instead of echo.");
        yield return (Sha(text + "\r\n"), "A line end was hashed at the end.");
        yield return (Sha($"\"{text}\""), "Quotes were hashed around the text.");
        yield return (Sha($"{code}{password}\n{timestamp}"), "A line feed was hashed after the password: it came with the password's file.");
        yield return (SHA256.HashData(Encoding.Unicode.GetBytes(text)), "The text was hashed as UTF-16: use UTF-8.");
        yield return (Sha(Convert.ToHexStringLower(Sha(text))), "The hash was hashed once more.");
        yield return (Sha(code + Convert.ToHexStringLower(Sha(password)) + timestamp), "The password was hashed on its own first: use it as it is.");
        yield return (HMACSHA256.HashData(Encoding.UTF8.GetBytes(password), Encoding.UTF8.GetBytes(code + timestamp)), "It is an HMAC with the password as its key: use a plain SHA-256 over all three.");
    }

    private static byte[] Sha(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));
}
