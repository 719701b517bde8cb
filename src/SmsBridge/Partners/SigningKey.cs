using System.Diagnostics.CodeAnalysis;
using NSec.Cryptography;

namespace SmsBridge.Partners;

/// <summary>What a partner's notifications are signed with. Stored as these bits; never renumber.</summary>
[Flags]
internal enum WebhookSignatures
{
    None = 0,

    /// <summary><c>v1</c>: HMAC-SHA256, a secret both sides hold.</summary>
    Hmac = 1,

    /// <summary><c>v1a</c>: ed25519; the partner holds only the public key.</summary>
    Ed25519 = 2,
}

/// <summary>
/// ed25519 as Standard Webhooks spells it (standard-webhooks.md 2). The native library behind it is loaded by the first key that is made or used, not at start.
/// </summary>
/// <param name="Private"><c>whsk_</c> and the base64 of seed and public key.</param>
/// <param name="Public"><c>whpk_</c> and the base64 of the public key.</param>
internal sealed record SigningKey(string Private, string Public)
{
    public const int SignatureBytes = 64;

    private const int SeedBytes = 32;
    private const int PublicBytes = 32;
    private const string PrivatePrefix = "whsk_";
    private const string PublicPrefix = "whpk_";

    public static SigningKey Create()
    {
        using var key = Key.Create(SignatureAlgorithm.Ed25519, new KeyCreationParameters { ExportPolicy = KeyExportPolicies.AllowPlaintextExport });
        return Of(key);
    }

    /// <summary>The seed of a <c>whsk_…</c>; false when it is none.</summary>
    public static bool TryReadSeed(string? text, [NotNullWhen(true)] out byte[]? seed)
    {
        seed = null;
        Span<byte> bytes = stackalloc byte[SeedBytes + PublicBytes];
        if (text?.StartsWith(PrivatePrefix, StringComparison.Ordinal) != true
            || !Convert.TryFromBase64String(text[PrivatePrefix.Length..], bytes, out var written) || written != bytes.Length)
        {
            return false;
        }

        seed = bytes[..SeedBytes].ToArray();
        return true;
    }

    public static void Sign(ReadOnlySpan<byte> seed, ReadOnlySpan<byte> content, Span<byte> signature)
    {
        using var key = Key.Import(SignatureAlgorithm.Ed25519, seed, KeyBlobFormat.RawPrivateKey);
        SignatureAlgorithm.Ed25519.Sign(key, content, signature);
    }

    public override string ToString() => nameof(SigningKey);

    private static SigningKey Of(Key key)
    {
        var verifying = key.PublicKey.Export(KeyBlobFormat.RawPublicKey);
        return new SigningKey(
            PrivatePrefix + Convert.ToBase64String([.. key.Export(KeyBlobFormat.RawPrivateKey), .. verifying]), PublicPrefix + Convert.ToBase64String(verifying));
    }
}

/// <summary>The names partners use for <see cref="WebhookSignatures"/>.</summary>
internal static class WebhookSignatureNames
{
    public const string Allowed = "v1, v1a or both";

    public static string Name(this WebhookSignatures signatures) =>
        signatures switch
        {
            WebhookSignatures.Hmac => "v1",
            WebhookSignatures.Ed25519 => "v1a",
            _ => "both",
        };

    /// <summary>Null: not one of them.</summary>
    public static WebhookSignatures? Parse(string text) =>
        text switch
        {
            "v1" => WebhookSignatures.Hmac,
            "v1a" => WebhookSignatures.Ed25519,
            "both" => WebhookSignatures.Hmac | WebhookSignatures.Ed25519,
            _ => null,
        };
}
