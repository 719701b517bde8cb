using System.ComponentModel.DataAnnotations;

namespace SmsBridge.Telemetry;

/// <summary>How OTLP is spoken.</summary>
internal enum OtlpProtocol
{
    Grpc,
    HttpProtobuf,
}

/// <summary>What the bridge tells of itself, and to whom. With neither <see cref="MetricsUrls"/> nor <see cref="OtlpEndpoint"/> nothing is measured.</summary>
internal sealed class TelemetryOptions
{
    public const string Section = "Telemetry";

    /// <summary>
    /// Addresses to listen on for Prometheus, <c>;</c> between several: <c>/metrics</c>, on listeners of its own, never where the bridge itself listens. Names of
    /// tenants and providers are in it, and whoever gets there may read it: an address of this machine or of an inner network. Empty: none.
    /// </summary>
    /// <value>such as <c>http://127.0.0.1:9464</c></value>
    public string MetricsUrls { get; set; } = "";

    /// <summary>Where metrics, traces and logs are sent by OTLP, as an OpenTelemetry collector takes them. With <c>HttpProtobuf</c> without <c>/v1/...</c>. Empty: nowhere.</summary>
    /// <value>such as <c>http://127.0.0.1:4317</c></value>
    public string OtlpEndpoint { get; set; } = "";

    /// <summary>How OTLP is spoken there.</summary>
    public OtlpProtocol OtlpProtocol { get; set; }

    /// <summary>Headers for the receiver, as <c>name=value</c> with commas between: often its key, so they are not shown.</summary>
    public string OtlpHeaders { get; set; } = "";

    /// <summary>Whether metrics are sent by OTLP.</summary>
    public bool OtlpMetrics { get; set; } = true;

    /// <summary>Whether traces are sent by OTLP.</summary>
    public bool OtlpTraces { get; set; } = true;

    /// <summary>Whether the log is sent by OTLP, beside where <c>Serilog</c> writes it.</summary>
    public bool OtlpLogs { get; set; }

    /// <summary>The share of traces that are kept, from 0 to 1. Which ones their ids decide alone: a hook and its receipt a day later are kept together, or not at all.</summary>
    [Range(0.0, 1.0)]
    public double TraceShare { get; set; } = 1;

    /// <summary>Most tenants that metrics name; those beyond, in order of their first hook, are counted as <c>other</c>.</summary>
    [Range(0, 10_000)]
    public int MostTenants { get; set; } = 100;

    /// <summary>How often what waits, is paused or needs attention is counted for metrics.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    public TimeSpan SampleInterval { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>Whether anything is measured at all.</summary>
    public bool IsOn => MetricsUrls.Length > 0 || OtlpEndpoint.Length > 0;

    public bool HasMetrics => MetricsUrls.Length > 0 || (OtlpEndpoint.Length > 0 && OtlpMetrics);

    public bool HasTraces => OtlpEndpoint.Length > 0 && OtlpTraces;

    public bool HasLogs => OtlpEndpoint.Length > 0 && OtlpLogs;

    public IReadOnlyList<string> Listeners => MetricsUrls.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    public static bool IsEndpoint(TelemetryOptions options) =>
        options.OtlpEndpoint.Length == 0 || (Uri.TryCreate(options.OtlpEndpoint, UriKind.Absolute, out var url) && url.Scheme is "http" or "https");
}
