using System.Globalization;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Extensions.Options;

namespace SmsBridge.Twilio;

/// <summary>
/// The endpoints of Twilio's API that we use (reference sheet, section 1): one call each, no retries. Network and server
/// failures come back as <see cref="TwilioReply{T}"/>; cancellation by the caller is the only exception.
/// </summary>
internal sealed class TwilioClient(HttpMessageInvoker http, IOptions<TwilioOptions> options, TimeProvider time)
{
    /// <summary>The name under which the HTTP client factory knows our client.</summary>
    public const string Name = "twilio";

    private const int ResourceLimit = 256 * 1024;
    private const int ListLimit = 4 * 1024 * 1024;

    // "Verbatim" is meant literally: the page token in a link must not be re-encoded on the way back.
    private static readonly UriCreationOptions Verbatim = new() { DangerousDisablePathAndQueryCanonicalization = true };

    private readonly TwilioExchange _exchange = new(http, options.Value.Timeout, time);
    private readonly Uri _baseUrl = options.Value.BaseUrl;

    public async Task<TwilioReply<TwilioMessage>> CreateMessageAsync(
        TwilioCredentials credentials, IEnumerable<KeyValuePair<string, string>> parameters, CancellationToken cancellationToken)
    {
        using var form = new TwilioForm(parameters);
        using var request = new HttpRequestMessage(HttpMethod.Post, Resource(credentials, "/Messages.json")) { Content = form };
        return await _exchange.SendAsync(request, credentials, TwilioJson.Default.TwilioMessage, ResourceLimit, cancellationToken);
    }

    public Task<TwilioReply<TwilioMessage>> FetchMessageAsync(
        TwilioCredentials credentials, string messageSid, CancellationToken cancellationToken) =>
        TwilioSids.IsMessage(messageSid)
            ? GetAsync(Resource(credentials, $"/Messages/{messageSid}.json"), credentials, TwilioJson.Default.TwilioMessage, ResourceLimit, cancellationToken)
            : throw new ArgumentException("Not a message SID.", nameof(messageSid));

    /// <summary>The first page of messages to one number, newest first, incoming ones excluded by nature of the filter.</summary>
    public Task<TwilioReply<TwilioMessagePage>> ListMessagesAsync(
        TwilioCredentials credentials, string to, int pageSize, CancellationToken cancellationToken)
    {
        var query = string.Create(CultureInfo.InvariantCulture, $"/Messages.json?To={Uri.EscapeDataString(to)}&PageSize={pageSize}");
        return GetAsync(Resource(credentials, query), credentials, TwilioJson.Default.TwilioMessagePage, ListLimit, cancellationToken);
    }

    /// <summary>Follows <c>next_page_uri</c> as given, on our own host only: the credentials go with it.</summary>
    public async Task<TwilioReply<TwilioMessagePage>> NextPageAsync(
        TwilioCredentials credentials, string nextPageUri, CancellationToken cancellationToken) =>
        OnOurHost(nextPageUri) is { } url
            ? await GetAsync(url, credentials, TwilioJson.Default.TwilioMessagePage, ListLimit, cancellationToken)
            : new TwilioReply<TwilioMessagePage>.NotSent(TwilioReasons.ForeignLink, "The link to the next page leads to another host.");

    public Task<TwilioReply<TwilioAccount>> FetchAccountAsync(TwilioCredentials credentials, CancellationToken cancellationToken) =>
        GetAsync(Resource(credentials, ".json"), credentials, TwilioJson.Default.TwilioAccount, ResourceLimit, cancellationToken);

    /// <summary>The account's own numbers, all of them (first page) or those that match <paramref name="phoneNumber"/>.</summary>
    public Task<TwilioReply<TwilioNumberPage>> ListNumbersAsync(
        TwilioCredentials credentials, string? phoneNumber, CancellationToken cancellationToken)
    {
        var query = phoneNumber is null ? "?PageSize=1" : $"?PhoneNumber={Uri.EscapeDataString(phoneNumber)}";
        return GetAsync(
            Resource(credentials, "/IncomingPhoneNumbers.json" + query), credentials, TwilioJson.Default.TwilioNumberPage, ListLimit, cancellationToken);
    }

    private async Task<TwilioReply<T>> GetAsync<T>(
        Uri url, TwilioCredentials credentials, JsonTypeInfo<T> type, int limit, CancellationToken cancellationToken)
        where T : class
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, url);
        return await _exchange.SendAsync(request, credentials, type, limit, cancellationToken);
    }

    private Uri Resource(TwilioCredentials credentials, string rest) =>
        new(_baseUrl, $"/2010-04-01/Accounts/{credentials.AccountSid}{rest}");

    private Uri? OnOurHost(string link)
    {
        if (link.StartsWith('/') && !link.StartsWith("//", StringComparison.Ordinal))
        {
            return Uri.TryCreate(_baseUrl.GetLeftPart(UriPartial.Authority) + link, Verbatim, out var relative) ? relative : null;
        }

        return Uri.TryCreate(link, Verbatim, out var absolute)
            && absolute.GetLeftPart(UriPartial.Authority) == _baseUrl.GetLeftPart(UriPartial.Authority)
            ? absolute
            : null;
    }
}
