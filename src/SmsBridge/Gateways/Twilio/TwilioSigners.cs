using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Options;
using SmsBridge.Web;

namespace SmsBridge.Gateways.Twilio;

/// <summary>
/// Which of a tenant's accounts signed a request of Twilio's. Twilio signs the URL as it was typed there, for a reply, or as we gave it, for a
/// status: so it is tried in each spelling of the public address.
/// </summary>
internal sealed class TwilioSigners(IOptions<BridgeOptions> bridge)
{
    private readonly PublicAddress? _address = bridge.Value.Address;

    /// <summary>False for an API key without a SharedKey: an API key signs nothing.</summary>
    public static bool CanSign(SenderAccount account) => account.SharedKey is { Length: > 0 } || AuthTokenOf(account) is not null;

    /// <param name="accountSid">The account that the form names, which must be the signer; empty: any.</param>
    public SenderAccount? Find(IEnumerable<SenderAccount> accounts, string? accountSid, HttpRequest request, IFormCollection form)
    {
        var settings = TwilioSignatureSettings.Of(request.Headers[TwilioSignatureSettings.Header]);
        if (settings.Algorithm is not { } algorithm)
        {
            return null;
        }

        var urls = UrlsOf(request);
        return accounts.FirstOrDefault(account =>
            account.Provider == TwilioGateway.Name
            && (string.IsNullOrEmpty(accountSid) || account.AccountId == accountSid)
            && (settings.IsShared ? account.SharedKey : AuthTokenOf(account)) is { } key
            && TwilioSignature.Verify([key], urls, form, request.Headers[TwilioSignature.Header], algorithm));
    }

    private static string? AuthTokenOf(SenderAccount account) =>
        TwilioCredentials.TryParse(account, out var credentials) && !credentials.IsApiKey ? account.Token : null;

    /// <summary>The URL as Twilio may have called it: behind a proxy only the configuration knows it.</summary>
    private IReadOnlyList<string> UrlsOf(HttpRequest request)
    {
        var asCalled = request.HttpContext.Features.Get<IHttpRequestFeature>()?.RawTarget;
        var decoded = $"{request.PathBase}{request.Path}{request.QueryString}"; // escaped anew
        IReadOnlyList<string> targets = asCalled is ['/', ..] && asCalled != decoded ? [asCalled, decoded] : [decoded];
        var host = request.Host.Value ?? "";
        return _address is null
            ? [.. targets.Select(target => $"{request.Scheme}://{host}{target}")]
            : [.. _address.SpellingsFor(host).SelectMany(spelling => targets.Select(target => spelling + target)).Distinct(StringComparer.Ordinal)];
    }
}
