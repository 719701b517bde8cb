using System.Diagnostics;
using System.Text.Json;
using System.Text.RegularExpressions;
using SmsBridge.Simulator.Bridge;
using SmsBridge.Simulator.Twilio;
using SmsBridge.Tests.Documents;
using SmsBridge.Tests.EndToEnd;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Telemetry;

/// <summary>A real Prometheus scrapes the real bridge: with the product's own rules, which only wait less.</summary>
[Collection(BridgeProcesses.Name)]
public sealed partial class PrometheusTests : IAsyncLifetime
{
    private const string Program = "/usr/bin/prometheus";

    private readonly TelemetryStage _telemetry = new();
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("smsbridge-prometheus-");
    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false });
    private readonly int _port = Machine.FreePort();
    private Process? _prometheus;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        Assert.SkipUnless(File.Exists(Program), "prometheus is not installed: apt-get install prometheus");
        await _telemetry.InitializeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_prometheus is not null)
        {
            _prometheus.Kill();
            await _prometheus.WaitForExitAsync(CancellationToken.None);
            _prometheus.Dispose();
        }

        if (File.Exists(Program))
        {
            await _telemetry.DisposeAsync();
        }

        _http.Dispose();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task In_good_health_no_alert_fires_and_a_provider_that_refuses_the_tenant_fires_its_own_until_it_is_mended()
    {
        var stage = _telemetry.Stage;
        var key = await stage.RegisterAsync("watched");
        await stage.Bridge.RunVerbAsync(Cancellation, "backup", "copies/");
        await _telemetry.WelcomeAsync("watched", key);
        await StartAsync();
        await Eventually.BecomesAsync(() => QueryAsync("sum(smsbridge_hooks_total) and on () smsbridge_backup_age_seconds"), count => count > 0, "Prometheus to scrape");
        await Eventually.BecomesAsync(() => QueryAsync("count_over_time(up{job=\"smsbridge\"}[1m])"), count => count > 5, "some more scrapes");
        (await FiringAsync()).ShouldBeEmpty();

        stage.Twilio.Faults.Plan = _ => new StandInFault.Error(401, 20003);
        var client = stage.AddClient("watched");
        await stage.PostClientCreatedAsync("watched", key, client.Id);
        var firing = await Eventually.BecomesAsync(FiringAsync, alerts => alerts.Count > 0, "an alert to fire");
        firing.ShouldBe(["SmsBridgeTenantPaused watched"]);

        stage.Twilio.Faults.Plan = null;
        await stage.Bridge.RunVerbAsync(Cancellation, "tenant", "resume", "watched");
        await stage.WaitForSmsToAsync(client);
        await Eventually.BecomesAsync(FiringAsync, alerts => alerts.Count == 0, "the alert to end");
    }

    /// <summary>A quarter of an hour of the rules is a second here; what they ask for and how much is as it stands.</summary>
    private async Task StartAsync()
    {
        await File.WriteAllTextAsync(Path.Combine(_folder.FullName, "rules.yaml"), Waits().Replace(DocumentFiles.Read("deploy/prometheus/rules.yaml"), "for: 1s"), Cancellation);
        await File.WriteAllTextAsync(Path.Combine(_folder.FullName, "prometheus.yaml"), $$"""
            global: {scrape_interval: 1s, evaluation_interval: 1s}
            rule_files: [rules.yaml]
            scrape_configs:
              - job_name: smsbridge
                static_configs: [{targets: ["{{_telemetry.Metrics.Authority}}"]}]
            """, Cancellation);
        _prometheus = Process.Start(new ProcessStartInfo(
            Program,
            [
                $"--config.file={Path.Combine(_folder.FullName, "prometheus.yaml")}", $"--storage.tsdb.path={Path.Combine(_folder.FullName, "data")}",
                $"--web.listen-address=127.0.0.1:{_port}", "--log.level=error",
            ]) { UseShellExecute = false });
        await Eventually.BecomesAsync(IsReadyAsync, ready => ready, "Prometheus to start");
    }

    private async Task<bool> IsReadyAsync()
    {
        try
        {
            using var answer = await _http.GetAsync(new Uri($"http://127.0.0.1:{_port}/-/ready"), Cancellation);
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private async Task<double> QueryAsync(string expression)
    {
        var result = await GetAsync($"query?query={Uri.EscapeDataString(expression)}");
        return result.GetProperty("result") is var found && found.GetArrayLength() > 0
            ? double.Parse(found[0].GetProperty("value")[1].GetString()!, System.Globalization.CultureInfo.InvariantCulture)
            : 0;
    }

    private async Task<List<string>> FiringAsync() =>
        [.. (await GetAsync("alerts")).GetProperty("alerts").EnumerateArray().Where(alert => alert.GetProperty("state").GetString() == "firing")
            .Select(alert => alert.GetProperty("labels")).Select(labels => $"{labels.Text("alertname")} {labels.Text("tenant")}".TrimEnd())];

    private async Task<JsonElement> GetAsync(string path)
    {
        using var document = JsonDocument.Parse(await _http.GetStringAsync(new Uri($"http://127.0.0.1:{_port}/api/v1/{path}"), Cancellation));
        return document.RootElement.GetProperty("data").Clone();
    }

    [GeneratedRegex(@"for: \d+[mh]\b", RegexOptions.None, 5_000)]
    private static partial Regex Waits();
}
