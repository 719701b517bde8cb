using System.Globalization;
using System.Net.Sockets;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using SmsBridge.Messages;

namespace SmsBridge.Twilio;

/// <summary>One request and its answer, told apart by the question that matters: can Twilio have acted on it?</summary>
internal sealed class TwilioExchange(HttpMessageInvoker http, TimeSpan callTimeout, TimeProvider time)
{
    private const int ErrorLimit = 256 * 1024;
    private const int LongestMessage = 500;
    private const string RequestIdHeader = "Twilio-Request-Id";

    private static readonly TimeSpan LongestRetryAfter = TimeSpan.FromDays(1);

    public async Task<TwilioReply<T>> SendAsync<T>(
        HttpRequestMessage request, TwilioCredentials credentials, JsonTypeInfo<T> type, int limit, CancellationToken cancellationToken)
        where T : class
    {
        request.Headers.Authorization = credentials.ToHeader();
        request.Headers.TryAddWithoutValidation("Accept", "application/json");

        var started = time.GetTimestamp();
        using var timeout = new CancellationTokenSource(callTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);

        try
        {
            using var response = await http.SendAsync(request, either.Token);
            var body = await ReadAsync(response.Content, response.IsSuccessStatusCode ? limit : ErrorLimit, either.Token);
            var reply = response.IsSuccessStatusCode ? Answer(response, body, type) : Refusal<T>(response, body);
            return reply is TwilioReply<T>.Answered
                ? reply
                : reply with { Answer = PeerAnswer.Of(TwilioGateway.Name, time.GetElapsedTime(started), (int)response.StatusCode, body) };
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            // Not our clock: the handler's own limit for establishing a connection.
            return timeout.IsCancellationRequested
                ? Failure<T>(request, started, TwilioReasons.Timeout, $"No complete answer within {callTimeout:c}.")
                : Failure<T>(request, started, TwilioReasons.ConnectTimeout, exception.InnerException?.Message ?? exception.Message);
        }
        catch (HttpRequestException exception)
        {
            return Failure<T>(request, started, Reason(exception.HttpRequestError), exception.Message);
        }
        catch (IOException exception)
        {
            return Failure<T>(request, started, TwilioReasons.ConnectionBroken, exception.Message);
        }
        catch (SocketException exception) // how the handler tells of a connection that ends as soon as it is made
        {
            return Failure<T>(request, started, TwilioReasons.NotConnected, exception.Message);
        }
    }

    // A form whose bytes were never asked for is proof of "not sent"; the kind of error is only the explanation. (The
    // handler itself repeats a request on a fresh connection only under the same condition.) Reading is harmless either way.
    private TwilioReply<T> Failure<T>(HttpRequestMessage request, long started, string reason, string detail)
    {
        var silence = PeerAnswer.Silence(TwilioGateway.Name, time.GetElapsedTime(started));
        return request.Content is TwilioForm { WriteBegan: false }
            ? new TwilioReply<T>.NotSent(reason, detail) { Answer = silence }
            : new TwilioReply<T>.Unclear(reason, detail, RequestId: null) { Answer = silence };
    }

    private static string Reason(HttpRequestError error) => error switch
    {
        HttpRequestError.NameResolutionError => TwilioReasons.NameNotResolved,
        HttpRequestError.ConnectionError or HttpRequestError.ProxyTunnelError => TwilioReasons.NotConnected,
        HttpRequestError.SecureConnectionError => TwilioReasons.TlsFailed,
        _ => TwilioReasons.ConnectionBroken,
    };

    private static TwilioReply<T> Answer<T>(HttpResponseMessage response, ReadOnlyMemory<byte>? body, JsonTypeInfo<T> type)
        where T : class
    {
        if (body is { } bytes && Parse(bytes, type) is { } value)
        {
            return new TwilioReply<T>.Answered(value);
        }

        var detail = string.Create(CultureInfo.InvariantCulture, $"HTTP {(int)response.StatusCode} with a body that is not the expected JSON.");
        return new TwilioReply<T>.Unclear(TwilioReasons.UnreadableAnswer, detail, RequestId(response));
    }

    private TwilioReply<T>.Refused Refusal<T>(HttpResponseMessage response, ReadOnlyMemory<byte>? body)
    {
        var error = body is { } bytes ? Parse(bytes, TwilioJson.Default.TwilioError) : null;
        var message = error?.Message ?? response.ReasonPhrase ?? string.Empty;
        return new TwilioReply<T>.Refused(
            (int)response.StatusCode,
            error?.Code,
            message.Length > LongestMessage ? message[..LongestMessage] : message,
            RetryAfter(response),
            RequestId(response));
    }

    private TimeSpan? RetryAfter(HttpResponseMessage response)
    {
        var header = response.Headers.RetryAfter;
        var after = header?.Delta ?? (header?.Date is { } date ? date - time.GetUtcNow() : null);
        return after is { } wait ? TimeSpan.FromTicks(Math.Clamp(wait.Ticks, 0, LongestRetryAfter.Ticks)) : null;
    }

    private static string? RequestId(HttpResponseMessage response) =>
        response.Headers.TryGetValues(RequestIdHeader, out var values) ? values.FirstOrDefault() : null;

    private static T? Parse<T>(ReadOnlyMemory<byte> body, JsonTypeInfo<T> type)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize(body.Span, type);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Null when there is more than <paramref name="limit"/>: nobody should be able to fill our memory.</summary>
    private static async Task<ReadOnlyMemory<byte>?> ReadAsync(HttpContent content, int limit, CancellationToken cancellationToken)
    {
        if (content.Headers.ContentLength > limit)
        {
            return null;
        }

        await using var stream = await content.ReadAsStreamAsync(cancellationToken);
        var buffer = new byte[(content.Headers.ContentLength ?? 4096) + 1];
        var length = 0;

        while (await stream.ReadAsync(buffer.AsMemory(length), cancellationToken) is var read and > 0)
        {
            length += read;
            if (length > limit)
            {
                return null;
            }

            if (length == buffer.Length)
            {
                Array.Resize(ref buffer, Math.Min(buffer.Length * 2, limit + 1));
            }
        }

        return buffer.AsMemory(0, length);
    }
}
