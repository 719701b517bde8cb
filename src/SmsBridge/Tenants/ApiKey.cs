using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace SmsBridge.Tenants;

/// <summary>
/// API keys: 256 random bits in URL-safe base64, 43 characters (a core stores at most 100, fineract-hooks.md 4.3). Shown once; only
/// the SHA-256 is stored. A plain hash is enough: there is nothing to guess in 256 random bits.
/// </summary>
internal static class ApiKey
{
    private const int RandomBytes = 32;
    private const int PrefixLength = 6;
    private const int LongestAccepted = 256;

    public static string New() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(RandomBytes));

    /// <summary>What lists show to tell keys apart; 36 of 256 bits.</summary>
    public static string Prefix(string key) => key[..PrefixLength];

    /// <summary>Writes SHA-256 of the key; false for what can not be one of ours.</summary>
    public static bool TryHash(string? key, Span<byte> hash)
    {
        if (string.IsNullOrEmpty(key) || key.Length > LongestAccepted)
        {
            return false;
        }

        Span<byte> bytes = stackalloc byte[LongestAccepted];
        return Encoding.ASCII.TryGetBytes(key, bytes, out var written) && SHA256.TryHashData(bytes[..written], hash, out _);
    }

    public static byte[] Hash(string key)
    {
        var hash = new byte[SHA256.HashSizeInBytes];
        return TryHash(key, hash) ? hash : throw new ArgumentException("Not an API key.", nameof(key));
    }
}
