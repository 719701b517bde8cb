using System.Buffers;
using System.Net.Sockets;
using System.Security.Authentication;
using Microsoft.Extensions.Options;
using SmsBridge.Messages;
using SmsBridge.Web;

namespace SmsBridge.Core;

/// <summary>Sends one request to a core within the time and size allowed and judges the answer. Never throws for what networks do.</summary>
internal sealed class CoreWire(IHttpMessageHandlerFactory handlers, IOptions<CoreOptions> options, TimeProvider time) : IDisposable
{
    /// <summary>The name under which the HTTP client factory knows our handler, set up in <see cref="CoreRegistration"/>.</summary>
    public const string Name = "core";

    private const int MaxBody = 1024 * 1024;
    private const int Piece = 4096;

    // Not HttpClient: what it adds (a base address, default headers, a clock of its own, another state machine) is not wanted here, and it was a tenth
    // of what a relayed event costs. The handler lives as long as the factory.
    private readonly HttpMessageInvoker _http = new(handlers.CreateHandler(Name), disposeHandler: false);
    private readonly TimeSpan _timeout = options.Value.Timeout;

    /// <param name="request">Complete but for the headers every request has; disposed by the caller.</param>
    /// <param name="tenantId">Goes into both tenant headers: each generation ignores the other's (fineract-core-api.md 2).</param>
    /// <param name="bounds">Null: the usual ones.</param>
    public async Task<CoreAnswer> SendAsync(HttpRequestMessage request, string tenantId, CoreBounds? bounds, CancellationToken cancellationToken)
    {
        if (tenantId.Length == 0 || tenantId.AsSpan().ContainsAnyExceptInRange('!', '~'))
        {
            return CoreAnswer.Misconfigured("The tenant identifier holds characters that no core takes.");
        }

        request.Headers.TryAddWithoutValidation("Fineract-Platform-TenantId", tenantId);
        request.Headers.TryAddWithoutValidation("X-Mifos-Platform-TenantId", tenantId);
        request.Headers.TryAddWithoutValidation("Accept", "application/json");
        request.Headers.TryAddWithoutValidation("User-Agent", Product.UserAgent);

        var started = time.GetTimestamp();
        using var timeout = new CancellationTokenSource(bounds?.Timeout ?? _timeout, time);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        try
        {
            using var response = await _http.SendAsync(request, linked.Token);
            var read = await ReadAsync(response, bounds?.MostBytes ?? MaxBody, linked.Token);
            var answer = CoreVerdict.Judge(read);
            return answer.Result is CoreResult<ReadOnlyMemory<byte>>.Failure failure
                ? answer with { Result = failure with { Answer = PeerAnswer.Of(PeerAnswer.Core, time.GetElapsedTime(started), (int)read.Status, read.Body) } }
                : answer;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // Not our own time: that of making the connection.
            return Silent(timeout.IsCancellationRequested
                ? CoreAnswer.Unavailable("The core did not answer in time.")
                : CoreAnswer.NoConnection("The core can not be reached in time."), started);
        }
        catch (HttpRequestException exception)
        {
            return Silent(Explain(exception), started);
        }
        catch (Exception exception) when (exception is IOException
            or InvalidDataException // broken gzip
            or SocketException) // how the handler tells of a connection that ends as soon as it is made
        {
            return Silent(CoreAnswer.Unavailable("The connection to the core broke off."), started);
        }
    }

    public void Dispose() => _http.Dispose();

    private CoreAnswer Silent(CoreAnswer answer, long started) =>
        answer with
        {
            Result = (CoreResult<ReadOnlyMemory<byte>>.Failure)answer.Result with { Answer = PeerAnswer.Silence(PeerAnswer.Core, time.GetElapsedTime(started)) },
        };

    private async Task<CoreResponse> ReadAsync(HttpResponseMessage response, int mostBytes, CancellationToken cancellationToken)
    {
        var headers = response.Headers;
        return new CoreResponse(
            response.StatusCode,
            response.Content.Headers.ContentType?.MediaType,
            headers.NonValidated.TryGetValues("WWW-Authenticate", out var challenges) ? challenges.ToString() : null,
            headers.Location,
            RetryAfterHeader.Of(headers, time),
            await ReadBodyAsync(response.Content, mostBytes, cancellationToken));
    }

    private static async Task<ReadOnlyMemory<byte>?> ReadBodyAsync(HttpContent content, int mostBytes, CancellationToken cancellationToken)
    {
        if (content.Headers.ContentLength > mostBytes)
        {
            return null;
        }

        // Counted as it is read: a length may be absent, and a packed body grows.
        await using var stream = await content.ReadAsStreamAsync(cancellationToken);
        var buffer = ArrayPool<byte>.Shared.Rent(Piece);
        try
        {
            for (var length = 0; length <= mostBytes;)
            {
                if (length == buffer.Length)
                {
                    buffer = Larger(buffer);
                }

                var read = await stream.ReadAsync(buffer.AsMemory(length), cancellationToken);
                if (read == 0)
                {
                    return buffer.AsSpan(0, length).ToArray();
                }

                length += read;
            }

            return null;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer, clearArray: true); // names and numbers
        }
    }

    private static byte[] Larger(byte[] buffer)
    {
        var larger = ArrayPool<byte>.Shared.Rent(2 * buffer.Length);
        buffer.CopyTo(larger, 0);
        ArrayPool<byte>.Shared.Return(buffer, clearArray: true);
        return larger;
    }

    private static CoreAnswer Explain(HttpRequestException exception)
    {
        for (Exception? cause = exception; cause is not null; cause = cause.InnerException)
        {
            switch (cause)
            {
                case AddressNotAllowedException:
                    return CoreAnswer.Misconfigured(
                        "The core's name leads to an address the bridge may not call. The operator adds the core's URL to Core:AllowedEndpoints.");
                case AuthenticationException:
                    return CoreAnswer.Misconfigured(
                        "The core's TLS certificate is not trusted, or the endpoint does not speak TLS. With a private or self-signed certificate the operator sets Core:AdditionalCaFile.");
                default:
                    break;
            }
        }

        return exception.HttpRequestError == HttpRequestError.NameResolutionError || IsNameError(exception)
            ? CoreAnswer.NoConnection("The core's host name can not be resolved.")
            : exception.HttpRequestError == HttpRequestError.ConnectionError
            ? CoreAnswer.NoConnection("The core can not be reached.")
            : CoreAnswer.Unavailable("The core can not be reached, or broke off.");
    }

    private static bool IsNameError(HttpRequestException exception) =>
        exception.InnerException is SocketException { SocketErrorCode: SocketError.HostNotFound or SocketError.TryAgain or SocketError.NoData };
}
