using System.Net.Sockets;
using SmsBridge.Web;

namespace SmsBridge.Gateways.Wire;

/// <summary>
/// One call to a provider: one time limit, an answer of limited size, no redirects (the handler's matter), and above all whether the request can
/// have left. Failures of the network come back as values; cancellation by the caller is the only exception.
/// </summary>
/// <param name="timeout">For the whole call, the answer read included.</param>
internal sealed class WireExchange(HttpMessageInvoker http, TimeSpan timeout, TimeProvider time)
{
    /// <summary>Most bytes of an answer that is no success.</summary>
    public const int ErrorLimit = 256 * 1024;

    /// <param name="sends">
    /// True: it may send an SMS. With a <see cref="WatchedContent"/> it is told whether that can have left; without a body only a connection that was
    /// never made is proof that it did not.
    /// </param>
    /// <param name="limit">Most bytes of an answer that is a success.</param>
    /// <param name="requestIdHeader">Where the provider names the call, if it does.</param>
    public async Task<WireOutcome> SendAsync(HttpRequestMessage message, bool sends, int limit, CancellationToken cancellationToken, string? requestIdHeader = null)
    {
        message.Headers.TryAddWithoutValidation("Accept", "application/json");
        message.Headers.TryAddWithoutValidation("User-Agent", Product.UserAgent);

        using var ending = new CancellationTokenSource(timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, ending.Token);
        try
        {
            using var response = await http.SendAsync(message, either.Token);
            var body = await ReadAsync(response.Content, response.IsSuccessStatusCode ? limit : ErrorLimit, either.Token);
            return new WireOutcome(
                new WireAnswer((int)response.StatusCode, body, RetryAfterHeader.Of(response.Headers, time), First(response, requestIdHeader)), Silence: null);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            // Not our clock: the handler's own limit for establishing a connection.
            return ending.IsCancellationRequested
                ? Silent(GatewayCodes.Timeout, $"No complete answer within {timeout:c}.")
                : Silent(GatewayCodes.ConnectTimeout, exception.InnerException?.Message ?? exception.Message);
        }
        catch (HttpRequestException exception)
        {
            return Silent(Reason(exception.HttpRequestError), exception.Message);
        }
        catch (IOException exception)
        {
            return Silent(GatewayCodes.ConnectionBroken, exception.Message);
        }
        catch (SocketException exception) // how the handler tells of a connection that ends as soon as it is made
        {
            return Silent(GatewayCodes.NotConnected, exception.Message);
        }

        // A body whose bytes were never asked for is proof of "not sent"; the kind of error is only the explanation. (The handler itself repeats
        // a request on a fresh connection only under the same condition.) Reading is harmless either way.
        WireOutcome Silent(string reason, string detail) => new(Answer: null, new WireSilence(reason, detail, sends && MayHaveLeft(message.Content, reason)));
    }

    private static bool MayHaveLeft(HttpContent? content, string reason) => content is WatchedContent watched
        ? watched.WriteBegan
        : reason is not (GatewayCodes.NameNotResolved or GatewayCodes.NotConnected or GatewayCodes.TlsFailed or GatewayCodes.ConnectTimeout);

    private static string Reason(HttpRequestError error) => error switch
    {
        HttpRequestError.NameResolutionError => GatewayCodes.NameNotResolved,
        HttpRequestError.ConnectionError or HttpRequestError.ProxyTunnelError => GatewayCodes.NotConnected,
        HttpRequestError.SecureConnectionError => GatewayCodes.TlsFailed,
        _ => GatewayCodes.ConnectionBroken,
    };

    private static string? First(HttpResponseMessage response, string? header) =>
        header is not null && response.Headers.TryGetValues(header, out var values) ? values.FirstOrDefault() : null;

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
}
