using Serilog;
using SmsBridge.Telemetry;

namespace SmsBridge.Hosting.Telemetry;

/// <summary>The log by OTLP, beside where it is written: what enrichers hide in a file is hidden there too.</summary>
internal static class LogExport
{
    public static LoggerConfiguration AddTo(LoggerConfiguration logger, IConfiguration configuration) =>
        TelemetrySetup.Read(configuration) is { HasLogs: true } options && TelemetryOptions.IsEndpoint(options) ? Add(logger, options) : logger;

    private static LoggerConfiguration Add(LoggerConfiguration logger, TelemetryOptions options) =>
        logger.WriteTo.OpenTelemetry(sink =>
        {
            sink.Endpoint = options.OtlpEndpoint;
            sink.Protocol = options.OtlpProtocol == SmsBridge.Telemetry.OtlpProtocol.Grpc ? Serilog.Sinks.OpenTelemetry.OtlpProtocol.Grpc : Serilog.Sinks.OpenTelemetry.OtlpProtocol.HttpProtobuf;
            sink.Headers = options.OtlpHeaders.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
                .Select(header => header.Split('=', 2)).Where(parts => parts.Length == 2)
                .GroupBy(parts => parts[0], StringComparer.OrdinalIgnoreCase).ToDictionary(group => group.Key, group => group.Last()[1], StringComparer.OrdinalIgnoreCase);
            sink.ResourceAttributes = new Dictionary<string, object>(StringComparer.Ordinal)
            {
                ["service.name"] = "smsbridge", ["service.instance.id"] = $"{Environment.MachineName}:{Environment.ProcessId}",
            };
        });
}
