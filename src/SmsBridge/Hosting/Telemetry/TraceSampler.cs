using System.Diagnostics;
using OpenTelemetry.Trace;

namespace SmsBridge.Hosting.Telemetry;

/// <summary>
/// Keeps a share of the traces, by their ids alone: what a hook began goes on when its SMS is sent and when its receipt comes, perhaps days later in another process, and must be
/// kept there too, or nowhere. A query that belongs to no request is none.
/// </summary>
internal sealed class TraceSampler(double share) : Sampler
{
    private readonly TraceIdRatioBasedSampler _byId = new(share);

    public override SamplingResult ShouldSample(in SamplingParameters samplingParameters) =>
        samplingParameters.Kind == ActivityKind.Client && samplingParameters.ParentContext == default
            ? new SamplingResult(SamplingDecision.Drop)
            : _byId.ShouldSample(samplingParameters);
}
