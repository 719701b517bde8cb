using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Security.Authentication;
using SmsBridge.Partners.Notices.Delivery;
using SmsBridge.Web;

namespace SmsBridge.Alarms.Channels;

/// <summary>By a POST: signed, or as chats take it. The operator's own address, so it is not held to the rules for callbacks. Never throws for what networks do.</summary>
internal sealed class PostChannel(IHttpClientFactory clients, TimeProvider time)
{
    public const string Client = "alarm receivers";

    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(15);

    private static readonly MediaTypeHeaderValue Json = new("application/json");

    /// <summary>A redirect could lead anywhere, and is a failure.</summary>
    public static SocketsHttpHandler CreateHandler() => new() { AllowAutoRedirect = false, UseCookies = false, ActivityHeadersPropagator = null };

    public async Task<AlarmResult> SendAsync(AlarmReceiverOptions receiver, AlarmLetter letter, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(Longest, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        try
        {
            using var request = Request(receiver, letter);
            using var answer = await clients.CreateClient(Client).SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token);
            return answer.IsSuccessStatusCode ? AlarmResult.Sent : AlarmResult.Failed(FormattableString.Invariant($"The receiver answers with HTTP status {(int)answer.StatusCode}."));
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return AlarmResult.Failed("The receiver does not answer in time.");
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or SocketException)
        {
            return AlarmResult.Failed(exception.InnerException is AuthenticationException
                ? "The receiver's TLS certificate is not trusted, or it does not speak TLS."
                : "The receiver can not be reached, or broke off.");
        }
    }

    private static HttpRequestMessage Request(AlarmReceiverOptions receiver, AlarmLetter letter)
    {
        var body = receiver.Kind == AlarmChannelKind.Slack ? AlarmBody.OfChat(letter) : AlarmBody.Of(letter);
        var request = new HttpRequestMessage(HttpMethod.Post, new Uri(receiver.Url)) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = Json;
        request.Headers.TryAddWithoutValidation("User-Agent", Product.UserAgent);
        if (WebhookSignature.TryReadSecret(receiver.Secret, out var key))
        {
            WebhookSignature.AddTo(request, letter.Id, letter.At.ToUnixTimeSeconds(), body, [key]);
        }

        return request;
    }
}
