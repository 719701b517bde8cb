namespace SmsBridge.Messages;

/// <summary>Where a message stands. Stored as these numbers; never renumber.</summary>
internal enum MessageStatus
{
    /// <summary>Waits for the relay: new, or for its next try.</summary>
    Queued = 1,

    /// <summary>Its intent is stored. Until an outcome is recorded the SMS may or may not have left: in doubt.</summary>
    Sending = 2,

    /// <summary>The provider took it. For many carriers this is the last we hear.</summary>
    Sent = 3,

    /// <summary>The carrier reports it delivered.</summary>
    Delivered = 4,

    /// <summary>The carrier reports that it could not be delivered.</summary>
    Undelivered = 5,

    /// <summary>The provider took it and then failed to send it.</summary>
    Failed = 6,

    /// <summary>Given up or rejected by us or at the provider's door; kept with its reason until sent anew.</summary>
    DeadLettered = 7,
}

internal static class MessageStatuses
{
    /// <summary>
    /// The status after a receipt. Forward only, by rank, because receipts come in any order; the one correction carriers do make,
    /// undelivered to delivered, counts as forward (twilio.md 4). Associative and commutative over receipts: their order is irrelevant.
    /// </summary>
    public static MessageStatus Advance(this MessageStatus current, MessageStatus reported) =>
        Rank(reported) > Rank(current) ? reported : current;

    public static bool IsFinal(this MessageStatus status) => status >= MessageStatus.Delivered;

    /// <summary>True for what a resend may queue anew: it failed for certain.</summary>
    public static bool CanResend(this MessageStatus status) =>
        status is MessageStatus.Undelivered or MessageStatus.Failed or MessageStatus.DeadLettered;

    /// <summary>Lower case name in the API: <c>queued</c> … <c>dead_lettered</c>.</summary>
    public static string Name(this MessageStatus status) =>
        status switch
        {
            MessageStatus.Queued => "queued",
            MessageStatus.Sending => "sending",
            MessageStatus.Sent => "sent",
            MessageStatus.Delivered => "delivered",
            MessageStatus.Undelivered => "undelivered",
            MessageStatus.Failed => "failed",
            MessageStatus.DeadLettered => "dead_lettered",
            _ => throw new ArgumentOutOfRangeException(nameof(status), status, "Not a message status."),
        };

    public static bool TryParse(string? name, out MessageStatus status)
    {
        foreach (var candidate in Enum.GetValues<MessageStatus>())
        {
            if (candidate.Name().Equals(name, StringComparison.OrdinalIgnoreCase))
            {
                status = candidate;
                return true;
            }
        }

        status = default;
        return false;
    }

    // Delivered stands above all: nothing undoes a handset's confirmation.
    private static int Rank(MessageStatus status) =>
        status switch
        {
            MessageStatus.Queued => 0,
            MessageStatus.Sending => 1,
            MessageStatus.Sent => 2,
            MessageStatus.Failed => 3,
            MessageStatus.Undelivered => 4,
            MessageStatus.DeadLettered => 5,
            MessageStatus.Delivered => 6,
            _ => throw new ArgumentOutOfRangeException(nameof(status), status, "Not a message status."),
        };
}
