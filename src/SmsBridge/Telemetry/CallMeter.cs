using System.Diagnostics.Metrics;

namespace SmsBridge.Telemetry;

/// <summary>Calls by HTTP to those the bridge works with.</summary>
internal sealed class CallMeter(IMeterFactory factory)
{
    private readonly Histogram<double> _calls = BridgeMeter.Create(factory).CreateHistogram(
        "smsbridge.call.duration", "s", "How long calls by HTTP took until the answer began, by whom they were to (core, provider, partner) and what was answered (2xx to 5xx, none).", advice: BridgeMeter.Calls);

    /// <param name="status">Null: there was no answer.</param>
    public void Called(string peer, int? status, TimeSpan took) =>
        _calls.Record(took.TotalSeconds, new KeyValuePair<string, object?>("peer", peer), new KeyValuePair<string, object?>("answer", AnswerOf(status)));

    private static string AnswerOf(int? status) => status switch
    {
        null => "none",
        < 200 => "1xx",
        < 300 => "2xx",
        < 400 => "3xx",
        < 500 => "4xx",
        _ => "5xx",
    };
}
