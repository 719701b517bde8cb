using System.Buffers.Text;
using System.Security.Cryptography;

namespace SmsBridge.Partners;

/// <summary>New secrets. Always random and never chosen by anybody: an unsalted hash of them travels with every request (mfs-webhooks.md 1).</summary>
internal static class PartnerSecrets
{
    private const int PasswordBytes = 32;
    private const int SecretBytes = 32; // 24 to 64 (standard-webhooks.md 2)
    private const string SecretPrefix = "whsec_";

    /// <summary>256 bits in URL-safe base64: 43 characters that need no quoting anywhere.</summary>
    public static string NewPassword() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(PasswordBytes));

    /// <summary><c>whsec_</c> and the base64 of the key (standard-webhooks.md 2).</summary>
    public static string NewSigningSecret() => SecretPrefix + Convert.ToBase64String(RandomNumberGenerator.GetBytes(SecretBytes));
}
