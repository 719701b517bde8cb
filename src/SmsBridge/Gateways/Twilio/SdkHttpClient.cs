using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using SmsBridge.Web;
using TwilioHttp = Twilio.Http;

namespace SmsBridge.Gateways.Twilio;

/// <summary>A whole answer. <paramref name="Body"/> is null when it was larger than allowed.</summary>
internal sealed record SdkAnswer(int HttpStatus, ReadOnlyMemory<byte>? Body, TimeSpan? RetryAfter, string? RequestId)
{
    public bool IsSuccess => HttpStatus is >= 200 and <= 299;

    public string Text => Body is { } bytes ? Encoding.UTF8.GetString(TwilioErrorForm.WithoutMark(bytes.Span)) : string.Empty;
}

/// <summary>No whole answer came. <paramref name="MayHaveLeft"/>: whether Twilio can have acted on the request.</summary>
internal sealed record SdkSilence(string Reason, string Detail, bool MayHaveLeft);

/// <summary>
/// One call of the SDK, over our own handler: the base address of the settings, one time limit, answers of limited size, no redirects, and above
/// all whether the request can have left. One for each call, because the SDK's methods take no token, and what it keeps of a call
/// (<c>LastResponse</c>) would be shared between calls.
/// </summary>
/// <param name="limit">Most bytes of an answer that is a success.</param>
internal sealed class SdkHttpClient(
    HttpMessageInvoker http, TwilioOptions options, TimeProvider time, int limit, CancellationToken cancellationToken) : TwilioHttp.HttpClient
{
    private const int ErrorLimit = 256 * 1024;
    private const string RequestIdHeader = "Twilio-Request-Id";

    // "Verbatim" is meant literally: the page token in a link must not be re-encoded on the way back.
    private static readonly UriCreationOptions Verbatim = new() { DangerousDisablePathAndQueryCanonicalization = true };

    private readonly long _started = time.GetTimestamp();

    public SdkAnswer? Answer { get; private set; }

    public SdkSilence? Silence { get; private set; }

    public TimeSpan Took => time.GetElapsedTime(_started);

    public override TwilioHttp.Response MakeRequest(TwilioHttp.Request request) =>
        throw new NotSupportedException("Twilio is called asynchronously only.");

    /// <summary>Hands the SDK what it judges rightly; for all else it fails, and the caller looks at <see cref="Answer"/> and <see cref="Silence"/>.</summary>
    public override async Task<TwilioHttp.Response> MakeRequestAsync(TwilioHttp.Request request)
    {
        var form = Equals(request.Method, TwilioHttp.HttpMethod.Get) ? null : new WatchedForm(request.PostParams);
        using var message = new HttpRequestMessage(new HttpMethod(request.Method.ToString()), OnOurHost(request.ConstructUrl().PathAndQuery)) { Content = form };
        message.Headers.Authorization = new AuthenticationHeaderValue("Basic", Authentication(request.Username, request.Password));
        await ExchangeAsync(message, form);

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
        await ExchangeAsync(message, form: null);
    }

    /// <summary>The SDK's host is that of its own region and edge; ours is a setting. From parts, so that no path can be taken for a host.</summary>
    private Uri OnOurHost(string pathAndQuery) => new(options.BaseUrl.GetLeftPart(UriPartial.Authority) + pathAndQuery, Verbatim);

    private async Task ExchangeAsync(HttpRequestMessage message, WatchedForm? form)
    {
        message.Headers.TryAddWithoutValidation("Accept", "application/json");
        message.Headers.TryAddWithoutValidation("User-Agent", Product.UserAgent);

        using var timeout = new CancellationTokenSource(options.Timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        try
        {
            using var response = await http.SendAsync(message, either.Token);
            var body = await ReadAsync(response.Content, response.IsSuccessStatusCode ? limit : ErrorLimit, either.Token);
            Answer = new SdkAnswer((int)response.StatusCode, body, RetryAfterHeader.Of(response.Headers, time), RequestId(response));
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            // Not our clock: the handler's own limit for establishing a connection.
            Silence = timeout.IsCancellationRequested
                ? Silent(TwilioReasons.Timeout, $"No complete answer within {options.Timeout:c}.")
                : Silent(TwilioReasons.ConnectTimeout, exception.InnerException?.Message ?? exception.Message);
        }
        catch (HttpRequestException exception)
        {
            Silence = Silent(Reason(exception.HttpRequestError), exception.Message);
        }
        catch (IOException exception)
        {
            Silence = Silent(TwilioReasons.ConnectionBroken, exception.Message);
        }
        catch (SocketException exception) // how the handler tells of a connection that ends as soon as it is made
        {
            Silence = Silent(TwilioReasons.NotConnected, exception.Message);
        }

        // A form whose bytes were never asked for is proof of "not sent"; the kind of error is only the explanation. (The handler itself repeats
        // a request on a fresh connection only under the same condition.) Reading is harmless either way.
        SdkSilence Silent(string reason, string detail) => new(reason, detail, MayHaveLeft: form is not { WriteBegan: false });
    }

    private static string Reason(HttpRequestError error) => error switch
    {
        HttpRequestError.NameResolutionError => TwilioReasons.NameNotResolved,
        HttpRequestError.ConnectionError or HttpRequestError.ProxyTunnelError => TwilioReasons.NotConnected,
        HttpRequestError.SecureConnectionError => TwilioReasons.TlsFailed,
        _ => TwilioReasons.ConnectionBroken,
    };

    private static string? RequestId(HttpResponseMessage response) =>
        response.Headers.TryGetValues(RequestIdHeader, out var values) ? values.FirstOrDefault() : null;

    /// <summary>Null when there is more than <paramref name="most"/>: nobody should be able to fill our memory.</summary>
    private static async Task<ReadOnlyMemory<byte>?> ReadAsync(HttpContent content, int most, CancellationToken cancellationToken)
    {
        if (content.Headers.ContentLength > most)
        {
            return null;
        }

        await using var stream = await content.ReadAsStreamAsync(cancellationToken);
        var buffer = new byte[(content.Headers.ContentLength ?? 4096) + 1];
        var length = 0;

        while (await stream.ReadAsync(buffer.AsMemory(length), cancellationToken) is var read and > 0)
        {
            length += read;
            if (length > most)
            {
                return null;
            }

            if (length == buffer.Length)
            {
                Array.Resize(ref buffer, Math.Min(buffer.Length * 2, most + 1));
            }
        }

        return buffer.AsMemory(0, length);
    }

    /// <summary>
    /// The form of a create request. It remembers whether the connection ever asked for its bytes: as long as it did not, Twilio can not have the
    /// message, however the call ended. That is the line between "send again" and "find out first".
    /// </summary>
    private sealed class WatchedForm(IEnumerable<KeyValuePair<string, string>> parameters) : FormUrlEncodedContent(parameters)
    {
        public bool WriteBegan { get; private set; }

        protected override Task SerializeToStreamAsync(Stream stream, System.Net.TransportContext? context)
        {
            WriteBegan = true;
            return base.SerializeToStreamAsync(stream, context);
        }

        protected override Task SerializeToStreamAsync(Stream stream, System.Net.TransportContext? context, CancellationToken cancellationToken)
        {
            WriteBegan = true;
            return base.SerializeToStreamAsync(stream, context, cancellationToken);
        }
    }
}
