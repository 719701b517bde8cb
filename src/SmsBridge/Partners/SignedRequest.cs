using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http.Extensions;

namespace SmsBridge.Partners;

/// <summary>
/// Our own, beside the protocol's digest: Standard Webhooks headers, with an HMAC-SHA256 under the password over
/// <c>{id}.{timestamp}.{METHOD} {path}\n{body}</c>. Whoever reads it can repeat that one request for some minutes, and make no other.
/// </summary>
internal sealed record SignedRequest(long Timestamp, byte[] Content, IReadOnlyList<byte[]> Hashes) : PartnerProof
{
    public const string SignatureHeader = "webhook-signature";

    private const string IdHeader = "webhook-id";
    private const string TimestampHeader = "webhook-timestamp";
    private const string Version = "v1,";
    private const int MostItems = 8;
    private const int LongestId = 128;

    /// <summary>Null when a header is missing, repeated or can not be what it should be. Signatures of versions we do not know are no trouble.</summary>
    public static new SignedRequest? Read(HttpRequest request, ReadOnlyMemory<byte> body)
    {
        var headers = request.Headers;
        if (headers[IdHeader] is not [{ Length: > 0 and <= LongestId } id] || id.Any(character => character is <= ' ' or > '~' or '.')
            || headers[TimestampHeader] is not [{ } seconds] || !long.TryParse(seconds, NumberStyles.None, CultureInfo.InvariantCulture, out var timestamp)
            || headers[SignatureHeader] is not [{ } signatures])
        {
            return null;
        }

        var hashes = signatures.Split(' ', StringSplitOptions.RemoveEmptyEntries).Take(MostItems).Select(HashOf).OfType<byte[]>().ToList();
        byte[] content = [.. Encoding.UTF8.GetBytes($"{id}.{seconds}.{request.Method} {request.GetEncodedPathAndQuery()}\n"), .. body.Span];
        return hashes.Count == 0 ? null : new SignedRequest(timestamp, content, hashes);
    }

    /// <summary>Unix time: it has a zone.</summary>
    public override DateTimeOffset? MadeAt(TimeSpan offset) =>
        Timestamp <= DateTimeOffset.MaxValue.ToUnixTimeSeconds() ? DateTimeOffset.FromUnixTimeSeconds(Timestamp) : null;

    public override bool IsBy(Partner partner, DateTimeOffset now)
    {
        var isBy = false;
        foreach (var password in partner.Passwords.ValidAt(now))
        {
            var expected = HMACSHA256.HashData(Encoding.UTF8.GetBytes(password), Content);
            foreach (var hash in Hashes)
            {
                isBy |= CryptographicOperations.FixedTimeEquals(expected, hash);
            }
        }

        return isBy;
    }

    public override byte[] Mark() => MarkOf(Content);

    public override string ToString() => nameof(SignedRequest);

    private static byte[]? HashOf(string item)
    {
        var hash = new byte[SHA256.HashSizeInBytes];
        return item.StartsWith(Version, StringComparison.Ordinal)
            && Convert.TryFromBase64String(item[Version.Length..], hash, out var written) && written == hash.Length ? hash : null;
    }
}
