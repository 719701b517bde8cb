using System.Security.Cryptography;
using OtpNet;

namespace SmsBridge.Operators.SecondFactors;

/// <summary>The codes of an authenticator app: six digits, a new one every 30 seconds, by HMAC-SHA-1 (RFC 6238), which every app can do. Pure but for new secrets.</summary>
internal static class OneTimeCodes
{
    private const int SecretBytes = 20; // RFC 4226 4: 160 bits are recommended
    private const int Digits = 6;
    private const int Group = 4;

    /// <summary>A telephone's clock may be half a minute off, or the code be typed when it has just ended (RFC 6238 5.2).</summary>
    private static readonly VerificationWindow OneStep = new(previous: 1, future: 1);

    public static byte[] NewSecret() => RandomNumberGenerator.GetBytes(SecretBytes);

    /// <summary>For who types it into the app.</summary>
    public static string Spell(byte[] secret) => string.Join(' ', Base32Encoding.ToString(secret).TrimEnd('=').Chunk(Group).Select(group => new string(group)));

    /// <summary>What a picture of the secret says to the app.</summary>
    /// <param name="account">What the app lists it as.</param>
    public static string Address(byte[] secret, string account) =>
        $"otpauth://totp/SmsBridge:{Uri.EscapeDataString(account)}?secret={Base32Encoding.ToString(secret).TrimEnd('=')}&issuer=SmsBridge";

    /// <summary>The half minute, since 1970, that a code is of; null: it is none of now, or of the half minute before or after.</summary>
    public static long? StepOf(byte[] secret, string typed, DateTimeOffset now)
    {
        var code = string.Concat(typed.Where(letter => !char.IsWhiteSpace(letter)).Take(Digits + 1));
        return code.Length == Digits && code.All(char.IsAsciiDigit) && new Totp(secret).VerifyTotp(now.UtcDateTime, code, out var step, OneStep) ? step : null;
    }
}
