using System.Diagnostics.CodeAnalysis;
using System.Net.Http.Headers;
using System.Text;

namespace SmsBridge.Gateways.Twilio;

/// <summary>
/// What authenticates a call (twilio.md 2). The registered token is either the account's auth token, or an API
/// key written <c>SK…:secret</c>: then key and secret authenticate while the account stays in the path. A key signs
/// nothing: callbacks can only be verified with the auth token, or with the secret of a SharedKey.
/// </summary>
internal sealed record TwilioCredentials(string AccountSid, string User, string Password)
{
    /// <summary>A Standard API key may be refused on the account resource although it may send.</summary>
    public bool IsApiKey => User != AccountSid;

    public static bool TryParse(SenderAccount account, [NotNullWhen(true)] out TwilioCredentials? credentials)
    {
        credentials = TwilioSids.IsAccount(account.AccountId) ? Parse(account.AccountId, account.Token) : null;
        return credentials is not null;
    }

    public AuthenticationHeaderValue ToHeader() =>
        new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{User}:{Password}")));

    public override string ToString() => AccountSid;

    private static TwilioCredentials? Parse(string accountSid, string token)
    {
        if (token is "" || token.AsSpan().ContainsAnyExceptInRange('!', '~'))
        {
            return null;
        }

        var colon = token.IndexOf(':', StringComparison.Ordinal);
        if (colon < 0)
        {
            return new TwilioCredentials(accountSid, accountSid, token);
        }

        return TwilioSids.IsSid("SK", token[..colon]) && colon < token.Length - 1
            ? new TwilioCredentials(accountSid, token[..colon], token[(colon + 1)..])
            : null;
    }
}
