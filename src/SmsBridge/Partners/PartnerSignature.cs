using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace SmsBridge.Partners;

/// <summary>
/// How partners prove who they are: <c>Authorization: Bearer hex(sha256(partnerCode + password + timestamp))</c>, and the <c>timestamp</c> as a
/// header of its own (mfs-webhooks.md 1).
/// </summary>
internal sealed record PartnerSignature(string Timestamp, byte[] Digest) : PartnerProof
{
    public const string TimestampHeader = "timestamp";
    public const string TimestampFormat = "yyyy-MM-dd HH:mm:ss";

    private const string Scheme = "Bearer ";

    /// <summary>Null when either header is missing, repeated or can not be what it should be. The document's table leaves out "Bearer", so that is optional.</summary>
    public static PartnerSignature? Read(IHeaderDictionary headers)
    {
        if (headers.Authorization is not [{ } authorization] || headers[TimestampHeader] is not [{ Length: > 0 and <= 64 } timestamp])
        {
            return null;
        }

        var hex = authorization.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) ? authorization.AsSpan(Scheme.Length).Trim(' ') : authorization;
        var digest = new byte[SHA256.HashSizeInBytes];
        return hex.Length == 2 * digest.Length && Convert.FromHexString(hex, digest, out _, out _) == System.Buffers.OperationStatus.Done
            ? new PartnerSignature(timestamp, digest)
            : null;
    }

    /// <param name="timestamp">Exactly the header's text.</param>
    public static byte[] Compute(string code, string password, string timestamp) => SHA256.HashData(Encoding.UTF8.GetBytes(code + password + timestamp));

    /// <summary>Null for another format.</summary>
    /// <param name="offset">What the partners' clocks are ahead of UTC.</param>
    public static DateTimeOffset? ReadTime(string timestamp, TimeSpan offset) =>
        DateTime.TryParseExact(timestamp, TimestampFormat, CultureInfo.InvariantCulture, DateTimeStyles.None, out var local)
            && local.Ticks - offset.Ticks is var ticks && ticks >= DateTime.MinValue.Ticks && ticks <= DateTime.MaxValue.Ticks
            ? new DateTimeOffset(ticks, TimeSpan.Zero)
            : null;

    public override DateTimeOffset? MadeAt(TimeSpan offset) => ReadTime(Timestamp, offset);

    public override byte[] Mark() => MarkOf(Digest);

    public override bool IsBy(Partner partner, DateTimeOffset now)
    {
        var isBy = false;
        foreach (var password in partner.Passwords.ValidAt(now))
        {
            isBy |= CryptographicOperations.FixedTimeEquals(Compute(partner.Code, password, Timestamp), Digest);
        }

        return isBy;
    }

    public override string ToString() => nameof(PartnerSignature);
}
