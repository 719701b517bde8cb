using System.Collections.Frozen;

namespace SmsBridge.Gateways.Twilio;

/// <summary>Every status word Twilio publishes (twilio.md 4).</summary>
internal enum TwilioStatus
{
    Scheduled,
    Accepted,
    Queued,
    Sending,
    Sent,
    Delivered,
    Undelivered,
    Failed,
    Canceled,
    Read,
    PartiallyDelivered,
    DeliveryUnknown,
    Receiving,
    Received,
}

/// <summary>Status words, parsed once, and their order. Callbacks overtake each other, so only rank tells what is news.</summary>
internal static class TwilioStatuses
{
    private const int FinalRank = 5;

    private static readonly FrozenDictionary<string, TwilioStatus> ByText = new Dictionary<string, TwilioStatus>(StringComparer.OrdinalIgnoreCase)
    {
        ["scheduled"] = TwilioStatus.Scheduled,
        ["accepted"] = TwilioStatus.Accepted,
        ["queued"] = TwilioStatus.Queued,
        ["sending"] = TwilioStatus.Sending,
        ["sent"] = TwilioStatus.Sent,
        ["delivered"] = TwilioStatus.Delivered,
        ["undelivered"] = TwilioStatus.Undelivered,
        ["failed"] = TwilioStatus.Failed,
        ["canceled"] = TwilioStatus.Canceled,
        ["read"] = TwilioStatus.Read,
        ["partially_delivered"] = TwilioStatus.PartiallyDelivered,
        ["delivery_unknown"] = TwilioStatus.DeliveryUnknown,
        ["receiving"] = TwilioStatus.Receiving,
        ["received"] = TwilioStatus.Received,
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    /// <summary>Null for a word we do not know: to be reported, never to stop anything.</summary>
    public static TwilioStatus? Parse(string? text) =>
        text is not null && ByText.TryGetValue(text, out var status) ? status : null;

    /// <summary>0 to 5, 5 being final; null for words outside the life of an outgoing SMS, which change nothing.</summary>
    public static int? Rank(TwilioStatus status) => status switch
    {
        TwilioStatus.Scheduled => 0,
        TwilioStatus.Accepted => 1,
        TwilioStatus.Queued => 2,
        TwilioStatus.Sending => 3,
        TwilioStatus.Sent => 4,
        TwilioStatus.Delivered or TwilioStatus.Undelivered or TwilioStatus.Failed or TwilioStatus.Canceled or TwilioStatus.Read => FinalRank,
        _ => null,
    };

    /// <summary>
    /// Whether <paramref name="next"/> is news after <paramref name="current"/>: forward only; between final ones only a
    /// correction to delivered counts (some carriers first report a failure). Read already says delivered.
    /// </summary>
    public static bool Supersedes(TwilioStatus next, TwilioStatus current)
    {
        if (Rank(next) is not { } nextRank || next == current)
        {
            return false;
        }

        return nextRank > (Rank(current) ?? -1) || (next == TwilioStatus.Delivered && current != TwilioStatus.Read);
    }
}
