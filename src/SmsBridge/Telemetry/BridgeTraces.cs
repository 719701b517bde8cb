using System.Diagnostics;

namespace SmsBridge.Telemetry;

/// <summary>The bridge's own spans. Where nobody listens none is made.</summary>
internal static class BridgeTraces
{
    public const string Name = "SmsBridge";

    /// <summary>One for the process, as the runtime knows no other way; it holds nothing.</summary>
    private static readonly ActivitySource Source = new(Name);

    public static bool IsOn => Source.HasListeners();

    /// <summary>A part of what is under way.</summary>
    public static Activity? Part(string name, ActivityKind kind = ActivityKind.Internal) => Activity.Current is null ? null : Source.StartActivity(name, kind);

    /// <summary>Goes on with a trace that began with a hook, perhaps in another process and days ago.</summary>
    /// <param name="traceId">32 hex digits; null: it is not kept.</param>
    public static Activity? Continue(string name, string? traceId)
    {
        if (traceId is not { Length: 32 })
        {
            return null;
        }

        var context = new ActivityContext(ActivityTraceId.CreateFromString(traceId), spanId: default, ActivityTraceFlags.Recorded, traceState: null, isRemote: true);
        var cause = Activity.Current?.Context;
        return Source.StartActivity(name, ActivityKind.Consumer, context, links: cause is { } known && known.TraceId != context.TraceId ? [new ActivityLink(known)] : null);
    }
}
