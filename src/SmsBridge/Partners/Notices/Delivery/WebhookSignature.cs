using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace SmsBridge.Partners.Notices.Delivery;

/// <summary>
/// Standard Webhooks signatures (standard-webhooks.md 2): HMAC-SHA256 over <c>{id}.{timestamp}.{body}</c>, one <c>v1,…</c> item per secret.
/// The key is what the secret's text decodes to, not the text. After them ed25519, one <c>v1a,…</c> item per key. Receivers need any one item that
/// matches; some look at the first only, so what they have had longest comes first.
/// </summary>
internal static class WebhookSignature
{
    private const string SecretPrefix = "whsec_";
    private const int Most = 4;

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

    /// <summary>The three headers of a signed request.</summary>
    public static void AddTo(HttpRequestMessage request, string id, long timestamp, ReadOnlySpan<byte> body, IReadOnlyList<byte[]> keys, IReadOnlyList<byte[]>? seeds = null)
    {
        request.Headers.TryAddWithoutValidation("webhook-id", id);
        request.Headers.TryAddWithoutValidation("webhook-timestamp", timestamp.ToString(CultureInfo.InvariantCulture));
        request.Headers.TryAddWithoutValidation("webhook-signature", Sign(keys, id, timestamp, body, seeds));
    }

    /// <summary>The header's value: an item for each key, in their order, separated by spaces.</summary>
    /// <param name="seeds">ed25519 private keys.</param>
    public static string Sign(IReadOnlyList<byte[]> keys, string id, long timestamp, ReadOnlySpan<byte> body, IReadOnlyList<byte[]>? seeds = null)
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
            return SignContent(keys, seeds ?? [], buffer.AsSpan(0, length + body.Length));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static string SignContent(IReadOnlyList<byte[]> keys, IReadOnlyList<byte[]> seeds, ReadOnlySpan<byte> content)
    {
        const int Longest = 1 + 4 + 88; // a space, "v1a," and base64 of 64 bytes
        Span<char> items = stackalloc char[Longest * (Math.Min(keys.Count, Most) + Math.Min(seeds.Count, Most))];
        Span<byte> signature = stackalloc byte[SigningKey.SignatureBytes];
        var length = 0;
        for (var index = 0; index < keys.Count && index < Most; index++)
        {
            HMACSHA256.HashData(keys[index], content, signature);
            length = Append(items, length, "v1,", signature[..SHA256.HashSizeInBytes]);
        }

        for (var index = 0; index < seeds.Count && index < Most; index++)
        {
            SigningKey.Sign(seeds[index], content, signature);
            length = Append(items, length, "v1a,", signature);
        }

        return new string(items[..length]);
    }

    private static int Append(Span<char> items, int length, string version, ReadOnlySpan<byte> signature)
    {
        if (length > 0)
        {
            items[length++] = ' ';
        }

        version.CopyTo(items[length..]);
        length += version.Length;
        Convert.TryToBase64Chars(signature, items[length..], out var written);
        return length + written;
    }
}
