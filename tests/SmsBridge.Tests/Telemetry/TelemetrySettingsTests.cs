using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;
using SmsBridge.CommandLine;
using SmsBridge.Hosting.Telemetry;
using SmsBridge.Telemetry;
using SmsBridge.Tests.CommandLine;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Telemetry;

/// <summary>What is off, and what is set wrong.</summary>
public class TelemetrySettingsTests
{
    [Fact]
    public async Task Nothing_of_it_is_there_until_somebody_is_named_who_wants_to_know()
    {
        await using var app = new SmsBridgeApp();
        await app.InitializeAsync();
        using var caller = app.CreateCaller();

        app.Services.GetService<MeterProvider>().ShouldBeNull();
        app.Services.GetService<TracerProvider>().ShouldBeNull();
    }

    [Theory]
    [InlineData("MetricsUrls=nonsense", "Telemetry:MetricsUrls must be addresses")]
    [InlineData("MetricsUrls=http://127.0.0.1:9464/metrics", "Telemetry:MetricsUrls must be addresses")]
    [InlineData("OtlpEndpoint=collector:4317", "Telemetry:OtlpEndpoint must be an http(s) URL")]
    [InlineData("TraceShare=2", "TraceShare must be between")]
    public async Task A_setting_that_can_not_be_used_is_named_at_the_start(string setting, string named)
    {
        await using var cli = await Cli.AloneAsync(TestContext.Current.CancellationToken);
        cli.Settings[$"Telemetry:{setting.Split('=')[0]}"] = setting.Split('=')[1];

        var refused = await cli.RunAsync("tenant", "list");

        refused.ExitCode.ShouldBe(ExitCodes.Settings);
        refused.Error.ShouldContain(named);
    }

    [Fact]
    public void Tenants_beyond_the_most_are_counted_together()
    {
        var labels = new TenantLabels(Options.Create(new TelemetryOptions { MostTenants = 2 }));

        new[] { "a", "b", "c", "a", null }.Select(labels.Of).ShouldBe(["a", "b", "other", "a", "none"]);
    }

    [Fact]
    public void A_share_of_traces_is_decided_by_their_ids_alone()
    {
        var sampler = new TraceSampler(0.5);
        var kept = Enumerable.Range(0, 1_000).Select(_ => System.Diagnostics.ActivityTraceId.CreateRandom()).Count(id =>
        {
            var decisions = new[] { System.Diagnostics.ActivityKind.Server, System.Diagnostics.ActivityKind.Consumer }.Select(kind => sampler.ShouldSample(new SamplingParameters(
                kind == System.Diagnostics.ActivityKind.Server ? default : new System.Diagnostics.ActivityContext(id, default, System.Diagnostics.ActivityTraceFlags.Recorded), id, "x", kind)).Decision).ToList();
            decisions[0].ShouldBe(decisions[1]);
            return decisions[0] == SamplingDecision.RecordAndSample;
        });

        kept.ShouldBeInRange(400, 600);
    }
}
