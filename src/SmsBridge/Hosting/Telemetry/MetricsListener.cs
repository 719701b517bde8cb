using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Options;
using OpenTelemetry.Metrics;
using SmsBridge.Telemetry;

namespace SmsBridge.Hosting.Telemetry;

/// <summary><c>GET /metrics</c> for Prometheus, by a server of its own: what the bridge itself listens on knows no such path, whatever a proxy lets through.</summary>
internal sealed class MetricsListener(MeterProvider metrics, IOptions<TelemetryOptions> options) : IHostedService, IAsyncDisposable
{
    private WebApplication? _server;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().UseUrls([.. options.Value.Listeners]).ConfigureKestrel(kestrel => kestrel.AddServerHeader = false);
        _server = builder.Build();
        _server.UseOpenTelemetryPrometheusScrapingEndpoint(metrics, predicate: null, path: "/metrics", configureBranchedPipeline: null, optionsName: null);
        _server.Run(context =>
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return Task.CompletedTask;
        });
        try
        {
            await _server.StartAsync(cancellationToken);
        }
        catch (IOException exception) when (exception.InnerException is AddressInUseException)
        {
            throw new IOException($"{TelemetryOptions.Section}:{nameof(TelemetryOptions.MetricsUrls)}: {exception.Message}", exception.InnerException);
        }
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (_server is { } server)
        {
            using var now = new CancellationTokenSource();
            await now.CancelAsync(); // who scrapes asks again
            await server.StopAsync(now.Token);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is { } server)
        {
            await server.DisposeAsync();
        }
    }
}
