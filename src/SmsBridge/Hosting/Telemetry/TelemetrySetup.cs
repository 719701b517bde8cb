using System.Reflection;
using Microsoft.Extensions.Http;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using SmsBridge.Telemetry;

namespace SmsBridge.Hosting.Telemetry;

/// <summary>Who is told what is measured. While the settings name nobody, nothing of OpenTelemetry is put together, and nobody listens to any meter.</summary>
internal static class TelemetrySetup
{
    /// <summary>What metrics of others are exported: requests, connections, the runtime, calls by HTTP, the pool of PostgreSQL.</summary>
    private static readonly string[] ForeignMeters = ["Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "System.Runtime", "System.Net.Http", "Npgsql"];

    /// <param name="forVerb">A command of the command line is over before anybody could ask.</param>
    public static void AddTelemetry(this WebApplicationBuilder builder, bool forVerb)
    {
        builder.Services.AddMeters();
        builder.Services.AddOptions<TelemetryOptions>().Validate(
            telemetry => telemetry.Listeners.All(KnownSettings.IsAddress), "Telemetry:MetricsUrls must be addresses to listen on, such as http://127.0.0.1:9464, without a path.");
        if (!forVerb && Read(builder.Configuration) is { IsOn: true } options)
        {
            Add(builder.Services, options);
        }
    }

    /// <summary>What is put together depends on it, so it is read before there is a container; whether it is right is checked with all others.</summary>
    public static TelemetryOptions? Read(IConfiguration configuration)
    {
        var section = configuration.GetSection(TelemetryOptions.Section);
        if (string.IsNullOrEmpty(section[nameof(TelemetryOptions.MetricsUrls)]) && string.IsNullOrEmpty(section[nameof(TelemetryOptions.OtlpEndpoint)]))
        {
            return null;
        }

        try
        {
            return section.Get<TelemetryOptions>();
        }
        catch (InvalidOperationException)
        {
            return null; // a value that is none, which that check names
        }
    }

    private static void Add(IServiceCollection services, TelemetryOptions options)
    {
        var telemetry = services.AddOpenTelemetry().ConfigureResource(resource => resource.AddService(
            "smsbridge", serviceVersion: typeof(Program).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0],
            serviceInstanceId: $"{Environment.MachineName}:{Environment.ProcessId}"));
        if (options.HasMetrics)
        {
            telemetry.WithMetrics(metrics => AddMetrics(metrics, options));
            services.AddSingleton<CallMeter>();
            services.AddSingleton<IHttpMessageHandlerBuilderFilter, MeteredClients>();
            services.AddSingleton<TelemetrySample>();
            services.AddSingleton<TelemetryPeers>();
            services.AddSingleton<BackupAges>();
            services.AddSingleton<TelemetryCounts>();
            services.AddHostedService<TelemetrySampler>();
        }

        if (options.Listeners.Count > 0)
        {
            services.AddHostedService<MetricsListener>();
        }

        if (options.HasTraces)
        {
            telemetry.WithTracing(traces => AddTraces(traces, options));
        }
    }

    private static void AddMetrics(MeterProviderBuilder metrics, TelemetryOptions options)
    {
        metrics.AddMeter([BridgeMeter.Name, .. ForeignMeters]);
        if (options.Listeners.Count > 0)
        {
            metrics.AddPrometheusExporter();
        }

        if (options is { OtlpEndpoint.Length: > 0, OtlpMetrics: true })
        {
            metrics.AddOtlpExporter(otlp => Configure(otlp, options, "v1/metrics"));
        }
    }

    private static void AddTraces(TracerProviderBuilder traces, TelemetryOptions options) =>
        traces.AddSource(BridgeTraces.Name, "Npgsql")
            .SetSampler(_ => new TraceSampler(options.TraceShare)) // made when it is known to be a share
            .AddAspNetCoreInstrumentation(requests => requests.Filter = context => !context.Request.Path.StartsWithSegments("/health", StringComparison.OrdinalIgnoreCase))
            .AddProcessor(new SpanMask())
            .AddOtlpExporter(otlp => Configure(otlp, options, "v1/traces"));

    private static void Configure(OtlpExporterOptions otlp, TelemetryOptions options, string path)
    {
        otlp.Protocol = options.OtlpProtocol == OtlpProtocol.Grpc ? OtlpExportProtocol.Grpc : OtlpExportProtocol.HttpProtobuf;
        otlp.Endpoint = new Uri(options.OtlpProtocol == OtlpProtocol.Grpc ? options.OtlpEndpoint : $"{options.OtlpEndpoint.TrimEnd('/')}/{path}");
        otlp.Headers = options.OtlpHeaders;
    }
}
