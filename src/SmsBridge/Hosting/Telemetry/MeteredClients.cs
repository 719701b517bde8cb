using Microsoft.Extensions.Http;
using SmsBridge.Core;
using SmsBridge.Gateways.Wire;
using SmsBridge.Partners;
using SmsBridge.Telemetry;

namespace SmsBridge.Hosting.Telemetry;

/// <summary>Measures the calls of every client of the bridge's own. Only there while somebody listens.</summary>
internal sealed class MeteredClients(CallMeter meter, IEnumerable<WireClient> providers, TimeProvider time) : IHttpMessageHandlerBuilderFilter
{
    private readonly HashSet<string> _providers = providers.Select(provider => provider.Name).ToHashSet(StringComparer.Ordinal);

    public Action<HttpMessageHandlerBuilder> Configure(Action<HttpMessageHandlerBuilder> next) => builder =>
    {
        next(builder);
        if (PeerOf(builder.Name ?? "") is { } peer)
        {
            builder.AdditionalHandlers.Insert(0, new MeteredCalls(peer, meter, time));
        }
    };

    private string? PeerOf(string client) =>
        client switch
        {
            CoreWire.Name => "core",
            CallbackDialer.Client => "partner",
            _ => _providers.Contains(client) ? "provider" : null,
        };

    private sealed class MeteredCalls(string peer, CallMeter meter, TimeProvider time) : DelegatingHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var (started, status) = (time.GetTimestamp(), default(int?));
            try
            {
                var answer = await base.SendAsync(request, cancellationToken);
                status = (int)answer.StatusCode;
                return answer;
            }
            finally
            {
                meter.Called(peer, status, time.GetElapsedTime(started));
            }
        }
    }
}
