using SmsBridge.Simulator.Bridge;
using SmsBridge.Tests.EndToEnd;

namespace SmsBridge.Tests.Telemetry;

/// <summary>The real bridge with a listener for metrics, stand-ins for the others.</summary>
public sealed class TelemetryStage : IAsyncLifetime
{
    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false });

    internal EndToEndStage Stage { get; } = new();

    internal Uri Metrics { get; } = new($"http://127.0.0.1:{Machine.FreePort()}");

    public async ValueTask InitializeAsync()
    {
        await Stage.InitializeAsync();
        Stage.Bridge.Settings["Telemetry:MetricsUrls"] = Metrics.GetLeftPart(UriPartial.Authority);
        Stage.Bridge.Settings["Telemetry:SampleInterval"] = "00:00:01";
    }

    public async ValueTask DisposeAsync()
    {
        await Stage.DisposeAsync();
        _http.Dispose();
    }

    internal Task<string> ScrapeAsync() => _http.GetStringAsync(new Uri(Metrics, "/metrics"), EndToEndStage.Cancellation);

    internal async Task<int> StatusAsync(Uri address)
    {
        using var answer = await _http.GetAsync(address, EndToEndStage.Cancellation);
        return (int)answer.StatusCode;
    }

    /// <summary>A welcome, as far as the provider takes it.</summary>
    internal async Task<string> WelcomeAsync(string tenant, string key)
    {
        var client = Stage.AddClient(tenant);
        await Stage.PostClientCreatedAsync(tenant, key, client.Id);
        await Stage.WaitForSmsToAsync(client);
        return EndToEndStage.NumberOf(client);
    }
}
