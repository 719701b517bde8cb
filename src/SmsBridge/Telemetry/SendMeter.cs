using System.Diagnostics.Metrics;

namespace SmsBridge.Telemetry;

/// <summary>What goes out, and what becomes of it.</summary>
internal sealed class SendMeter
{
    private readonly Counter<long> _sends;
    private readonly Histogram<double> _duration;
    private readonly Histogram<double> _toSent;
    private readonly Histogram<double> _toDelivered;
    private readonly Counter<long> _receipts;
    private readonly Counter<long> _lost;

    public SendMeter(IMeterFactory factory)
    {
        var meter = BridgeMeter.Create(factory);
        _sends = meter.CreateCounter<long>("smsbridge.sends", description: "Calls to a provider to send an SMS, by result (accepted, rejected, retryable, unknown) and class of the provider's code.");
        _duration = meter.CreateHistogram("smsbridge.send.duration", "s", "How long providers took to answer.", advice: BridgeMeter.Calls);
        _toSent = meter.CreateHistogram("smsbridge.hook.to.sent", "s", "From the hook, or the latest resend, until a provider had taken the SMS.", advice: BridgeMeter.Lives);
        _toDelivered = meter.CreateHistogram("smsbridge.sent.to.delivered", "s", "From when a provider had taken the SMS until it was reported as delivered.", advice: BridgeMeter.Lives);
        _receipts = meter.CreateCounter<long>("smsbridge.receipts", description: "Reports of providers that were news, by the status they brought.");
        _lost = meter.CreateCounter<long>("smsbridge.message.leases.lost", description: "Messages that somebody else had taken over when they were about to be sent; nothing was.");
    }

    public bool IsOn => _sends.Enabled;

    public bool HearsReceipts => _receipts.Enabled;

    /// <param name="reason">Class of the provider's code; null: it took the SMS, or nothing is known.</param>
    public void Called(string provider, string result, string? reason, TimeSpan took)
    {
        _sends.Add(1, new("provider", provider), new("result", result), new("class", reason ?? "none"));
        _duration.Record(took.TotalSeconds, new KeyValuePair<string, object?>("provider", provider));
    }

    public void Sent(string provider, TimeSpan since) => _toSent.Record(Math.Max(0, since.TotalSeconds), new KeyValuePair<string, object?>("provider", provider));

    /// <param name="sentFor">Of one that was delivered, since it was sent; null: it is not, or that is not known.</param>
    public void Reported(string provider, string status, TimeSpan? sentFor)
    {
        _receipts.Add(1, new KeyValuePair<string, object?>("provider", provider), new KeyValuePair<string, object?>("status", status));
        if (sentFor is { } time)
        {
            _toDelivered.Record(Math.Max(0, time.TotalSeconds), new KeyValuePair<string, object?>("provider", provider));
        }
    }

    public void Lost() => _lost.Add(1);
}
