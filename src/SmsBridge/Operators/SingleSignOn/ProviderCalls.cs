using System.Globalization;

namespace SmsBridge.Operators.SingleSignOn;

/// <summary>
/// Calls of the provider. They follow no redirect: those could lead anywhere, with the client's secret. An answer that the provider itself failed is none: the library would take such a
/// page for a breach of the protocol, and the person at the door would hear that the provider is not believed.
/// </summary>
internal sealed class ProviderCalls() : DelegatingHandler(new SocketsHttpHandler
{
    AllowAutoRedirect = false, UseCookies = false, PooledConnectionLifetime = TimeSpan.FromMinutes(5), ActivityHeadersPropagator = null,
})
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var response = await base.SendAsync(request, cancellationToken);
        if ((int)response.StatusCode < StatusCodes.Status500InternalServerError)
        {
            return response;
        }

        using (response)
        {
            throw new HttpRequestException(string.Create(CultureInfo.InvariantCulture, $"it answers {(int)response.StatusCode}."), inner: null, response.StatusCode);
        }
    }
}
