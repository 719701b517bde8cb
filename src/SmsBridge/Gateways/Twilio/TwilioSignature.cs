using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Primitives;

namespace SmsBridge.Gateways.Twilio;

/// <summary>
/// <c>X-Twilio-Signature</c>: Base64 of HMAC-SHA1, keyed with the account's auth token (or as <see cref="TwilioSignatureSettings"/> say), over the URL and the sorted form
/// (twilio.md 7.4). URLs are text here on purpose: <see cref="Uri"/> lower-cases the host, Twilio signs it as
/// configured.
/// </summary>
internal static class TwilioSignature
{
    public const string Header = "X-Twilio-Signature";

    /// <summary>The signature Twilio would send.</summary>
    /// <param name="url">As configured at Twilio, query included; a fragment is ignored.</param>
    /// <param name="form">The decoded form of a POST, every parameter of it; empty for GET.</param>
    /// <param name="algorithm">SHA-1 unless a SharedKey's webhook rule says otherwise.</param>
    public static string Compute(
        string key, string url, IEnumerable<KeyValuePair<string, StringValues>> form, HashAlgorithmName? algorithm = null) =>
        Sign(key, string.Concat(WithoutFragment(url), Flatten(form)), algorithm ?? HashAlgorithmName.SHA1);

    /// <summary>Whether the signature fits any of the tokens; several are valid while a token is being replaced.</summary>
    /// <param name="url">The public URL, not what a server behind a proxy sees.</param>
    public static bool Verify(
        IReadOnlyList<string> authTokens, string url, IEnumerable<KeyValuePair<string, StringValues>> form, string? signature) =>
        Verify(authTokens, [url], form, signature, HashAlgorithmName.SHA1);

    /// <summary>Whether the signature fits any of the keys over any spelling of the URL.</summary>
    public static bool Verify(
        IReadOnlyList<string> keys, IReadOnlyList<string> urls, IEnumerable<KeyValuePair<string, StringValues>> form, string? signature,
        HashAlgorithmName algorithm)
    {
        if (string.IsNullOrEmpty(signature))
        {
            return false;
        }

        var given = Encoding.UTF8.GetBytes(signature);
        var parameters = Flatten(form);
        var matches = false;

        var variants = urls.SelectMany(url => Variants(WithoutFragment(url))).Distinct(StringComparer.Ordinal).ToList();

        foreach (var key in keys.Where(key => key.Length > 0)) // an empty key would let anyone sign
        {
            foreach (var variant in variants)
            {
                var expected = Encoding.UTF8.GetBytes(Sign(key, string.Concat(variant, parameters), algorithm));
                matches |= CryptographicOperations.FixedTimeEquals(expected, given);
            }
        }

        return matches;
    }

    /// <summary>HMAC-SHA1 is what Twilio signs with by default; as a MAC it is not known to be broken.</summary>
    private static string Sign(string key, string text, HashAlgorithmName algorithm) =>
        Convert.ToBase64String(CryptographicOperations.HmacData(algorithm, Encoding.UTF8.GetBytes(key), Encoding.UTF8.GetBytes(text)));

    private static string Flatten(IEnumerable<KeyValuePair<string, StringValues>> form)
    {
        var text = new StringBuilder();
        foreach (var group in form.GroupBy(pair => pair.Key, StringComparer.Ordinal).OrderBy(group => group.Key, StringComparer.Ordinal))
        {
            var values = group.SelectMany(pair => pair.Value.Count == 0 ? [string.Empty] : pair.Value.ToArray());
            foreach (var value in values.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal))
            {
                text.Append(group.Key).Append(value);
            }
        }

        return text.ToString();
    }

    /// <summary>As configured, without its port, or with the scheme's own port: Twilio is not consistent about it.</summary>
    private static IEnumerable<string> Variants(string url)
    {
        yield return url;

        var authority = url.IndexOf("://", StringComparison.Ordinal);
        if (authority < 0)
        {
            yield break;
        }

        authority += 3;
        var length = url.AsSpan(authority).IndexOfAny('/', '?');
        var end = length < 0 ? url.Length : authority + length;
        var host = url.LastIndexOf('@', end - 1, end - authority) is var at and >= 0 ? at + 1 : authority;
        var port = url.LastIndexOf(':', end - 1, end - host);
        var hasPort = port >= 0 && !url.AsSpan(port + 1, end - port - 1).ContainsAnyExceptInRange('0', '9');

        if (hasPort)
        {
            yield return string.Concat(url.AsSpan(0, port), url.AsSpan(end));
        }
        else
        {
            var standard = url.StartsWith("https:", StringComparison.OrdinalIgnoreCase) ? ":443" : ":80";
            yield return string.Concat(url.AsSpan(0, end), standard, url.AsSpan(end));
        }
    }

    private static string WithoutFragment(string url) =>
        url.IndexOf('#', StringComparison.Ordinal) is var hash and >= 0 ? url[..hash] : url;
}
