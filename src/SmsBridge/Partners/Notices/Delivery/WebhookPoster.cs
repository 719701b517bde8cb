using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text;
using Microsoft.Extensions.Options;
using SmsBridge.Web;

namespace SmsBridge.Partners.Notices.Delivery;

/// <summary>Where to post, and what to sign with.</summary>
/// <param name="Keys">HMAC keys, oldest first.</param>
/// <param name="Seeds">ed25519 private keys, oldest first.</param>
internal sealed record PostTarget(Uri Url, IReadOnlyList<byte[]> Keys, IReadOnlyList<byte[]>? Seeds = null);

/// <summary>Signs and posts one notification, once, within the time allowed. Never throws for what networks and receivers do.</summary>
internal sealed class WebhookPoster(IHttpClientFactory clients, IOptions<NoticeOptions> options, TimeProvider time)
{
    private const int MostOfAnswer = 1024;

    private static readonly MediaTypeHeaderValue Json = new("application/json");

    private readonly HttpClient _http = clients.CreateClient(CallbackDialer.Client);
    private readonly TimeSpan _timeout = options.Value.Timeout;

    public async Task<PostResult> PostAsync(PostTarget target, DueNotification notification, CancellationToken cancellationToken)
    {
        var (startedAt, started) = (time.GetUtcNow(), time.GetTimestamp());
        using var timeout = new CancellationTokenSource(_timeout, time);
        using var stop = cancellationToken.UnsafeRegister(static source => ((CancellationTokenSource)source!).Cancel(), timeout);
        try
        {
            using var request = Request(target, notification, startedAt.ToUnixTimeSeconds());
            using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, timeout.Token);
            var status = (int)response.StatusCode;
            return new PostResult(
                status, Objection(status), await BeginningAsync(response.Content, timeout.Token), RetryAfterHeader.Of(response.Headers, time), startedAt,
                time.GetElapsedTime(started));
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return Failed("There was no answer in time.");
        }
        catch (HttpRequestException exception)
        {
            return Failed(Explain(exception));
        }
        catch (Exception exception) when (exception is IOException or SocketException) // the latter: it ended as soon as it was made
        {
            return Failed("The connection broke off.");
        }

        PostResult Failed(string detail) => new(Status: null, detail, Response: null, RetryAfter: null, startedAt, time.GetElapsedTime(started));
    }

    private static HttpRequestMessage Request(PostTarget target, DueNotification notification, long timestamp)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, target.Url) { Content = new ByteArrayContent(notification.Body) };
        request.Content.Headers.ContentType = Json;
        request.Headers.TryAddWithoutValidation("User-Agent", Product.UserAgent);
        WebhookSignature.AddTo(request, notification.WebhookId, timestamp, notification.Body, target.Keys, target.Seeds);
        return request;
    }

    /// <summary>The first kilobyte. A short answer is read to its end, so that the connection can be used again; a long one costs it.</summary>
    private static async Task<string?> BeginningAsync(HttpContent content, CancellationToken cancellationToken)
    {
        if (content.Headers.ContentLength == 0)
        {
            return null;
        }

        var buffer = new byte[MostOfAnswer + 1];
        var filled = 0;
        await using var stream = await content.ReadAsStreamAsync(cancellationToken);
        while (filled < buffer.Length)
        {
            var read = await stream.ReadAsync(buffer.AsMemory(filled), cancellationToken);
            if (read == 0)
            {
                break;
            }

            filled += read;
        }

        return filled == 0 ? null : Encoding.UTF8.GetString(buffer, 0, Math.Min(filled, MostOfAnswer)).Replace('\0', ' ');
    }

    private static string? Objection(int status) =>
        status switch
        {
            >= 200 and <= 299 => null,
            >= 300 and <= 399 => "The receiver redirects; redirects are not followed.",
            410 => "The receiver wants to hear nothing more.",
            _ => "The receiver did not accept it.",
        };

    private static string Explain(HttpRequestException exception)
    {
        for (Exception? cause = exception; cause is not null; cause = cause.InnerException)
        {
            switch (cause)
            {
                case AddressNotAllowedException:
                    return "The receiver's name leads to an address the bridge does not call.";
                case AuthenticationException:
                    return "The receiver's TLS certificate is not trusted, or it does not speak TLS.";
                case SocketException { SocketErrorCode: SocketError.HostNotFound or SocketError.TryAgain or SocketError.NoData }:
                    return "The receiver's name can not be resolved.";
                default:
                    break;
            }
        }

        return "The receiver can not be reached, or broke off.";
    }
}
