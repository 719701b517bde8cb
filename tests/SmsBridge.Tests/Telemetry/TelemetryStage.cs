using SmsBridge.Simulator.Bridge;
using SmsBridge.Tests.EndToEnd;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Telemetry;

/// <summary>The real bridge with a listener for metrics, stand-ins for the others.</summary>
public class TelemetryStage : IAsyncLifetime
{
    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false });

    internal EndToEndStage Stage { get; } = new();

    internal Uri Metrics { get; } = new($"http://127.0.0.1:{Machine.FreePort()}");

    private protected virtual bool HasBucket => false;

    public async ValueTask InitializeAsync()
    {
        await Stage.InitializeAsync();
        if (HasBucket)
        {
            Stage.Bridge.Settings["Backup:Folder"] = Path.Combine(Stage.Bridge.Folder, "made");
            Stage.Bridge.Settings["Backup:S3:Bucket"] = "backups";
            Stage.Bridge.Settings["Backup:S3:Endpoint"] = "http://127.0.0.1:1";
            Stage.Bridge.Settings["Backup:S3:AccessKeyId"] = "AKIA1";
            Stage.Bridge.Settings["Backup:S3:SecretAccessKey"] = Some.AuthToken;
        }

        Stage.Bridge.Settings["Telemetry:MetricsUrls"] = Metrics.GetLeftPart(UriPartial.Authority);
        Stage.Bridge.Settings["Telemetry:SampleInterval"] = "00:00:01";
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
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

/// <summary>With a bucket that does not answer, so that there is no backup in it.</summary>
public sealed class BucketTelemetryStage : TelemetryStage
{
    private protected override bool HasBucket => true;
}
