using SmsBridge.Ledger;
using SmsBridge.Messages;
using SmsBridge.Store;

namespace SmsBridge.Intake.Campaigns;

/// <summary>Fineract's numbers for what became of a text (message-gateway.md 6). Pure.</summary>
internal static class DeliveryStatus
{
    /// <summary>The core asks again.</summary>
    public const int Waiting = 150;

    /// <summary>Sent, and nothing more will be heard of it: the core does not ask again.</summary>
    public const int Sent = 200;

    public const int Delivered = 300;

    /// <summary>Also of what is no telephone number: 0 would be shown as invalid, and the reason stands in the console.</summary>
    public const int Failed = 400;

    /// <param name="awaitReport">How long after it was sent a report may come.</param>
    public static int Of(TextStanding text, DateTimeOffset now, TimeSpan awaitReport) =>
        text.Status switch
        {
            null => text.Verdict == (long)Verdict.Refused ? Failed : Waiting,
            MessageStatus.Queued or MessageStatus.Sending => Waiting,
            MessageStatus.Sent => StoredTime.At(text.SentAt) is { } at && now - at < awaitReport ? Waiting : Sent,
            MessageStatus.Delivered => Delivered,
            _ => Failed,
        };
}
