using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace SmsBridge.Tests.Support;

/// <summary>Answers every request the same way, as who stands between us and a peer may, and keeps what was asked.</summary>
internal sealed class CannedAnswers(int status, byte[]? body, string? mediaType = "application/json", params (string Name, string Value)[] headers)
    : HttpMessageHandler, IHttpMessageHandlerFactory, IHttpClientFactory
{
    public CannedAnswers(int status, string? body, string? mediaType = "application/json", params (string Name, string Value)[] headers)
        : this(status, body is null ? null : Encoding.UTF8.GetBytes(body), mediaType, headers)
    {
    }

    /// <summary>URL and User-Agent of each request.</summary>
    public ConcurrentQueue<(Uri Url, string UserAgent)> Asked { get; } = new();

    public HttpMessageHandler CreateHandler(string name) => this;

    public HttpClient CreateClient(string name) => new(this, disposeHandler: false);

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        Asked.Enqueue((request.RequestUri!, request.Headers.UserAgent.ToString()));
        if (request.Content is { } content)
        {
            await content.CopyToAsync(Stream.Null, cancellationToken); // its bytes leave
        }

        var response = new HttpResponseMessage((HttpStatusCode)status) { Content = new ByteArrayContent(body ?? []) };
        response.Content.Headers.ContentType = mediaType is null ? null : MediaTypeHeaderValue.Parse(mediaType);
        foreach (var (name, value) in headers)
        {
            response.Headers.TryAddWithoutValidation(name, value).ShouldBeTrue();
        }

        return response;
    }
}
