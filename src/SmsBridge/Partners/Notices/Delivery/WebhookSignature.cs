using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace SmsBridge.Partners.Notices.Delivery;

/// <summary>
/// Standard Webhooks signatures (standard-webhooks.md 2): HMAC-SHA256 over <c>{id}.{timestamp}.{body}</c>, one <c>v1,…</c> item per secret.
/// The key is what the secret's text decodes to, not the text. ed25519 (<c>v1a</c>) is not offered: .NET 10 has none of its own.
/// </summary>
internal static class WebhookSignature
{
    private const string SecretPrefix = "whsec_";

    /// <summary>The key a secret stands for; false when it is not one. Missing padding is forgiven, as libraries do.</summary>
    public static bool TryReadSecret(string? secret, [NotNullWhen(true)] out byte[]? key)
    {
        key = null;
        if (secret?.StartsWith(SecretPrefix, StringComparison.Ordinal) != true)
        {
            return false;
        }

        var base64 = secret[SecretPrefix.Length..].TrimEnd('=');
        var bytes = new byte[base64.Length];
        if (!Convert.TryFromBase64String(base64.PadRight((base64.Length + 3) / 4 * 4, '='), bytes, out var written) || written == 0)
        {
            return false;
        }

        key = bytes[..written];
        return true;
    }

    /// <summary>The header's value: an item for each key, separated by spaces.</summary>
    public static string Sign(IReadOnlyList<byte[]> keys, string id, long timestamp, ReadOnlySpan<byte> body)
    {
        var prefix = Encoding.ASCII.GetByteCount(id) + 22; // a long has at most 20 characters, and there are two full stops
        var buffer = ArrayPool<byte>.Shared.Rent(prefix + body.Length);
        try
        {
            var length = Encoding.ASCII.GetBytes(id, buffer);
            buffer[length++] = (byte)'.';
            timestamp.TryFormat(buffer.AsSpan(length), out var digits, provider: CultureInfo.InvariantCulture);
            length += digits;
            buffer[length++] = (byte)'.';
            body.CopyTo(buffer.AsSpan(length));
            return SignContent(keys, buffer.AsSpan(0, length + body.Length));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static string SignContent(IReadOnlyList<byte[]> keys, ReadOnlySpan<byte> content)
    {
        const int Item = 3 + 44; // "v1," and base64 of 32 bytes
        Span<char> items = stackalloc char[(Item + 1) * Math.Min(keys.Count, 4)];
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        var length = 0;
        for (var index = 0; index < keys.Count && index < 4; index++)
        {
            if (index > 0)
            {
                items[length++] = ' ';
            }

            HMACSHA256.HashData(keys[index], content, hash);
            "v1,".CopyTo(items[length..]);
            Convert.TryToBase64Chars(hash, items[(length + 3)..], out var written);
            length += 3 + written;
        }

        return new string(items[..length]);
    }
}
