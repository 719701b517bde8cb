using System.Globalization;
using System.Security.Cryptography;

namespace SmsBridge.Partners;

/// <summary>One thing that was looked at in a partner's headers.</summary>
/// <param name="Part"><c>timestamp</c>, <c>Authorization</c> or <c>hash</c>.</param>
/// <param name="IsWrong">False: it is right, or odd and accepted all the same.</param>
/// <param name="Words">For the operator, who may pass them on: they hold no secret.</param>
internal sealed record SignatureFinding(string Part, bool IsWrong, string Words);

/// <summary>What is wrong with a partner's signature.</summary>
/// <param name="IsAccepted">Whether a request with these headers would be accepted at that time.</param>
internal sealed record SignatureReport(bool IsAccepted, IReadOnlyList<SignatureFinding> Findings);

/// <summary>Says which part of a partner's headers is wrong. Pure; for people who look after partners, never for a stranger.</summary>
internal static class SignatureHelper
{
    /// <summary>For people, beside a report that says yes.</summary>
    public const string NotLookedAt = "Whether the same headers came before with another request, which is refused, is not looked at here.";

    private const string Expected = "hex(sha256(partnerCode + password + timestamp))";

    /// <param name="timestamp">The header as it was sent.</param>
    /// <param name="authorization">The header as it was sent.</param>
    /// <param name="now">When it was sent, or now.</param>
    public static SignatureReport Explain(Partner partner, string? timestamp, string? authorization, DateTimeOffset now, PartnerOptions options)
    {
        timestamp = timestamp?.Trim(); // blanks around a header's value are no part of it
        var time = TimestampHelper.Explain(timestamp, now, options);
        var form = Form(authorization, out var digest);
        List<SignatureFinding> findings = [time, form];
        if (digest is not null && !string.IsNullOrEmpty(timestamp))
        {
            findings.Add(Hash(partner, timestamp, digest, now));
        }

        return new SignatureReport(digest is not null && !findings.Exists(finding => finding.IsWrong), findings);
    }

    /// <summary>What the header looks like, whatever it was computed over.</summary>
    private static SignatureFinding Form(string? authorization, out byte[]? digest)
    {
        digest = null;
        if (string.IsNullOrWhiteSpace(authorization))
        {
            return Wrong("The header is missing.");
        }

        var bare = authorization.Trim();
        var scheme = bare.IndexOf(' ', StringComparison.Ordinal) is var space and > 0 ? bare[..space] : "";
        var value = bare[scheme.Length..].Trim();
        if (scheme.Length > 0 && !scheme.Equals("Bearer", StringComparison.OrdinalIgnoreCase))
        {
            return Wrong("The word before the hash is not Bearer.");
        }

        if (value.Length == 64 && value.All(char.IsAsciiHexDigit))
        {
            digest = Convert.FromHexString(value);
            return new SignatureFinding(
                "Authorization", false,
                scheme.Length == 0 ? "The word Bearer is missing, which is accepted."
                : value.Any(char.IsAsciiLetterUpper) ? "The hash is in upper case, which is accepted; documented is lower case."
                : "It has the right form.");
        }

        return Wrong(value.Trim('"', '\'', '<', '>', '{', '}') is { Length: 64 } inner && inner.All(char.IsAsciiHexDigit) ? "The hash stands in quotes or brackets."
            : value.All(char.IsAsciiHexDigit) ? OfLength(value.Length)
            : IsBase64Digest(value) ? "The hash is in base64; it must be hexadecimal."
            : "It is not hexadecimal: 64 digits 0-9 and a-f are expected.");
    }

    private static string OfLength(int digits) =>
        digits switch
        {
            32 => "32 hexadecimal digits are an MD5; it must be SHA-256, 64 digits.",
            40 => "40 hexadecimal digits are a SHA-1; it must be SHA-256, 64 digits.",
            96 => "96 hexadecimal digits are a SHA-384; it must be SHA-256, 64 digits.",
            128 => "128 hexadecimal digits are a SHA-512, or a SHA-256 written in hexadecimal twice; it must be SHA-256, 64 digits.",
            _ => string.Create(CultureInfo.InvariantCulture, $"It has {digits} hexadecimal digits; a SHA-256 has 64."),
        };

    private static bool IsBase64Digest(string value)
    {
        Span<byte> bytes = stackalloc byte[48];
        return Convert.TryFromBase64String(value.Replace('-', '+').Replace('_', '/').TrimEnd('=') + "=", bytes, out var written) && written == SHA256.HashSizeInBytes;
    }

    /// <summary>What the hash was computed over, if it can be guessed.</summary>
    private static SignatureFinding Hash(Partner partner, string timestamp, byte[] digest, DateTimeOffset now)
    {
        var valid = partner.Passwords.ValidAt(now).ToList();
        if (valid.Exists(password => Is(PartnerSignature.Compute(partner.Code, password, timestamp), digest)))
        {
            return new SignatureFinding("hash", false, $"It is {Expected}.");
        }

        if (partner.Passwords.Older.Any(older => older.Secret is { } ended && Is(PartnerSignature.Compute(partner.Code, ended, timestamp), digest)))
        {
            return new SignatureFinding("hash", true, "It was made with an earlier password, which is not accepted any more: use the current one.");
        }

        if (valid.Count == 0)
        {
            return new SignatureFinding("hash", true, "This partner has no password that can be read: give it a new one.");
        }

        var guess = valid.SelectMany(password => SignatureMistakes.All(partner.Code, password, timestamp)).FirstOrDefault(mistake => Is(mistake.Digest, digest));
        return new SignatureFinding(
            "hash", true,
            guess.Words ?? $"It is not {Expected}. Most likely the password is another one (256 random bits, 43 characters, no spaces), or the timestamp hashed is not the one sent.");
    }

    private static bool Is(byte[] computed, byte[] digest) => CryptographicOperations.FixedTimeEquals(computed, digest);

    private static SignatureFinding Wrong(string words) => new("Authorization", true, words);
}
