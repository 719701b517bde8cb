using System.Net.Http.Headers;
using SmsBridge.Gateways.Wire;
using TwilioHttp = Twilio.Http;

namespace SmsBridge.Gateways.Twilio;

/// <summary>
/// One call of the SDK, over our own handler: the base address of the settings, one time limit, answers of limited size, no redirects, and above
/// all whether the request can have left. One for each call, because the SDK's methods take no token, and what it keeps of a call
/// (<c>LastResponse</c>) would be shared between calls.
/// </summary>
/// <param name="limit">Most bytes of an answer that is a success.</param>
internal sealed class SdkHttpClient(
    HttpMessageInvoker http, TwilioOptions options, TimeProvider time, int limit, CancellationToken cancellationToken) : TwilioHttp.HttpClient
{
    private const string RequestIdHeader = "Twilio-Request-Id";

    // "Verbatim" is meant literally: the page token in a link must not be re-encoded on the way back.
    private static readonly UriCreationOptions Verbatim = new() { DangerousDisablePathAndQueryCanonicalization = true };

    private readonly long _started = time.GetTimestamp();

    public WireAnswer? Answer { get; private set; }

    public WireSilence? Silence { get; private set; }

    public TimeSpan Took => time.GetElapsedTime(_started);

    public override TwilioHttp.Response MakeRequest(TwilioHttp.Request request) =>
        throw new NotSupportedException("Twilio is called asynchronously only.");

    /// <summary>Hands the SDK what it judges rightly; for all else it fails, and the caller looks at <see cref="Answer"/> and <see cref="Silence"/>.</summary>
    public override async Task<TwilioHttp.Response> MakeRequestAsync(TwilioHttp.Request request)
    {
        using var form = Equals(request.Method, TwilioHttp.HttpMethod.Get) ? null : await FormAsync(request.PostParams);
        using var message = new HttpRequestMessage(new HttpMethod(request.Method.ToString()), OnOurHost(request.ConstructUrl().PathAndQuery)) { Content = form };
        message.Headers.Authorization = new AuthenticationHeaderValue("Basic", Authentication(request.Username, request.Password));
        await ExchangeAsync(message, sends: form is not null);

        // The SDK takes 3xx for success, and any error for Twilio's.
        return Answer is { } answer && (answer.IsSuccess || TwilioErrorForm.Fits(answer))
            ? new TwilioHttp.Response((System.Net.HttpStatusCode)answer.HttpStatus, answer.Text, headers: null)
            : throw new InvalidOperationException("Nothing came back that is Twilio's.");
    }

    /// <summary>Follows a link of Twilio's as it was given.</summary>
    /// <param name="pathAndQuery">Begins with one slash.</param>
    public async Task FollowAsync(string pathAndQuery, TwilioCredentials credentials)
    {
        using var message = new HttpRequestMessage(HttpMethod.Get, OnOurHost(pathAndQuery));
        message.Headers.Authorization = credentials.ToHeader();
        await ExchangeAsync(message, sends: false);
    }

    /// <summary>The SDK's host is that of its own region and edge; ours is a setting. From parts, so that no path can be taken for a host.</summary>
    private Uri OnOurHost(string pathAndQuery) => new(options.BaseUrl.GetLeftPart(UriPartial.Authority) + pathAndQuery, Verbatim);

    private async Task ExchangeAsync(HttpRequestMessage message, bool sends) =>
        (Answer, Silence) = await new WireExchange(http, options.Timeout, time).SendAsync(message, sends, limit, cancellationToken, RequestIdHeader);

    private static async Task<WatchedContent> FormAsync(IEnumerable<KeyValuePair<string, string>> parameters)
    {
        using var form = new FormUrlEncodedContent(parameters);
        return new WatchedContent(await form.ReadAsByteArrayAsync()) { Headers = { ContentType = form.Headers.ContentType } };
    }
}
