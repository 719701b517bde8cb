using System.Diagnostics.Metrics;

namespace SmsBridge.Telemetry;

/// <summary>What all metrics of the bridge have in common. A recorded value nobody listens to costs a look at a flag.</summary>
internal static class BridgeMeter
{
    public const string Name = "SmsBridge";

    /// <summary>Of one call: a tenth of a commit to the longest time-out.</summary>
    public static InstrumentAdvice<double> Calls { get; } = new() { HistogramBucketBoundaries = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60] };

    /// <summary>Of a message: from half a second to days, as quiet hours and phones that are off make it.</summary>
    public static InstrumentAdvice<double> Lives { get; } = new() { HistogramBucketBoundaries = [0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 900, 3_600, 14_400, 86_400, 259_200] };

    public static InstrumentAdvice<long> Sizes { get; } = new() { HistogramBucketBoundaries = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512] };

    public static Meter Create(IMeterFactory factory) => factory.Create(Name);
}
