using System.Buffers.Text;
using System.Globalization;
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

/// <summary>A new secret; each null where it is not used.</summary>
/// <param name="Secret">A password or <c>whsec_…</c>; shown this once.</param>
/// <param name="PublicKey"><c>whpk_…</c>.</param>
/// <param name="PreviousUntil">Until when the one before works too; null: it has ended.</param>
/// <param name="OlderUntil">Until when any of those before works; null: none does.</param>
internal sealed record NewSecret(string? Secret, string? PublicKey, DateTimeOffset? PreviousUntil, DateTimeOffset? OlderUntil)
{
    /// <summary>For people, who are shown one text.</summary>
    public string Shown => string.Join(' ', new[] { Secret, PublicKey }.OfType<string>());

    /// <summary>What becomes of the passwords before, in a sentence.</summary>
    public string PasswordsBefore =>
        PreviousUntil is { } previous ? $"The one before works until {At(previous)}."
        : OlderUntil is { } older ? $"The one before has ended; of those before it one works until {At(older)}."
        : "No other one works.";

    /// <summary>What becomes of the signatures before, in a sentence.</summary>
    public string SignaturesBefore =>
        PreviousUntil is { } previous ? $"Until {At(previous)} notifications are signed with the one before too."
        : OlderUntil is { } older ? $"The one before has ended; until {At(older)} notifications are signed with one before it too."
        : "Nothing is signed with another one.";

    public override string ToString() => nameof(NewSecret);

    private static string At(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd HH:mm' UTC'", CultureInfo.InvariantCulture);
}
