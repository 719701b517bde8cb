using System.Security.Cryptography;
using Microsoft.Extensions.Primitives;

namespace SmsBridge.Gateways.Twilio;

/// <summary>
/// How a request says it is signed. Without the header: HMAC-SHA1 with the account's auth token. With it a webhook rule of the account chose:
/// the secret of a SharedKey, and the algorithm named. Only the hash differs; URL and form are signed alike.
/// </summary>
/// <param name="IsShared">Signed with a SharedKey.</param>
/// <param name="Algorithm">Null: one we do not know, which nothing can fit.</param>
internal readonly record struct TwilioSignatureSettings(bool IsShared, HashAlgorithmName? Algorithm)
{
    public const string Header = "X-Twilio-Webhooks-Signature-Settings";

    private const string AlgorithmMember = "algorithm";

    public static readonly TwilioSignatureSettings AuthToken = new(IsShared: false, HashAlgorithmName.SHA1);

    /// <summary>Reads <c>key=…,algorithm=HMAC_SHA256</c>. The header itself is not signed: it only chooses among secrets that all are ours.</summary>
    public static TwilioSignatureSettings Of(StringValues header)
    {
        var text = header.ToString();
        return string.IsNullOrWhiteSpace(text) ? AuthToken : new TwilioSignatureSettings(IsShared: true, AlgorithmOf(text));
    }

    private static HashAlgorithmName? AlgorithmOf(string header)
    {
        var named = header.Split(',')
            .Select(member => member.Split('=', 2, StringSplitOptions.TrimEntries))
            .FirstOrDefault(member => member is [AlgorithmMember, { Length: > 0 }]);
        return named?[1].ToUpperInvariant() switch
        {
            null or "HMAC_SHA1" => HashAlgorithmName.SHA1,
            "HMAC_SHA256" => HashAlgorithmName.SHA256,
            _ => null,
        };
    }
}
