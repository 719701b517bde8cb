using System.Net;
using System.Text;
using System.Text.Encodings.Web;
using SmsBridge.Numbers;

namespace SmsBridge.Gateways;

/// <summary>Providers' words, made fit for the record.</summary>
internal static class GatewayWords
{
    private const int Longest = 500;

    /// <summary>So much is looked at: what is taken out is not to be cut in half, and nobody writes a page of words.</summary>
    private const int MostRead = 8_000;

    /// <summary>What is shorter guards nothing, and would be found in every word.</summary>
    private const int ShortestSecret = 4;

    private const string Hidden = "***";

    /// <summary>Providers like to quote the recipient; what goes on the record is masked.</summary>
    public static string WithoutNumber(string message, Msisdn to) =>
        to.Value.Length == 0
            ? message
            : message.Replace(to.Value, to.Masked, StringComparison.Ordinal)
                .Replace(to.Value[1..], to.Masked[1..], StringComparison.Ordinal);

    /// <summary>
    /// Some quote the request, and with it what they were called with: the account's secrets, and the address for reports, which nobody else may know. They are taken out as they are, and as
    /// they stand in an address, a form, JSON or a page.
    /// </summary>
    public static string WithoutSecrets(string message, OutgoingSms sms)
    {
        foreach (var form in SecretsOf(sms).Where(static secret => secret.Length >= ShortestSecret).SelectMany(FormsOf).Distinct(StringComparer.Ordinal).OrderByDescending(static one => one.Length))
        {
            message = message.Replace(form, Hidden, StringComparison.OrdinalIgnoreCase);
        }

        return message;
    }

    /// <summary>Without number and secrets, and never a whole page.</summary>
    public static string Shortened(string message, OutgoingSms sms)
    {
        var words = WithoutNumber(WithoutSecrets(message.Length > MostRead ? message[..MostRead] : message, sms), sms.To);
        return words.Length > Longest ? words[..Longest] + "…" : words;
    }

    /// <summary>Account and token together, as a request with basic authentication has them.</summary>
    public static string Basic(SenderAccount account) => Convert.ToBase64String(Encoding.UTF8.GetBytes($"{account.AccountId}:{account.Token}"));

    private static IEnumerable<string> SecretsOf(OutgoingSms sms)
    {
        yield return sms.Account.Token;
        yield return Basic(sms.Account);
        if (sms.Account.SharedKey is { } key)
        {
            yield return key;
        }

        if (sms.StatusCallback is { } reports)
        {
            yield return reports.Segments[^1];
        }
    }

    private static IEnumerable<string> FormsOf(string secret)
    {
        var inAddress = Uri.EscapeDataString(secret);
        return
        [
            secret, inAddress, inAddress.Replace("%20", "+", StringComparison.Ordinal), JavaScriptEncoder.Default.Encode(secret), secret.Replace("/", "\\/", StringComparison.Ordinal),
            WebUtility.HtmlEncode(secret),
        ];
    }
}
