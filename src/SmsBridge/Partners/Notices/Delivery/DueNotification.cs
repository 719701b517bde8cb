namespace SmsBridge.Partners.Notices.Delivery;

/// <summary>A notification that is to be posted now.</summary>
internal sealed record DueNotification
{
    public required long Id { get; init; }

    public required long DueAt { get; init; }

    public required long EventId { get; init; }

    public required string WebhookId { get; init; }

    /// <summary>Exactly what is signed and sent.</summary>
    public required byte[] Body { get; init; }

    /// <summary>Ever; the next one's number is one more.</summary>
    public required int Attempts { get; init; }

    /// <summary>Since it was last queued.</summary>
    public required int Tries { get; init; }
}

/// <summary>What became of one try, and what follows from it.</summary>
/// <param name="DueAt">When it is tried again; null for a success, and for one that is given up.</param>
internal sealed record DeliveryOutcome(DueNotification Notification, PostResult Result, DateTimeOffset? DueAt)
{
    public NotificationState State =>
        Result.IsSuccess ? NotificationState.Delivered : DueAt is null ? NotificationState.GivenUp : NotificationState.Waiting;
}

/// <summary>What recording some outcomes did to their subscription.</summary>
internal enum SubscriptionChange
{
    None,

    /// <summary>Nothing but failures for too long.</summary>
    Disabled,

    /// <summary>The receiver said so.</summary>
    Unsubscribed,
}

/// <summary>A subscription with something to be posted now, and whose it is.</summary>
internal sealed record DueSubscription
{
    public long Id { get; init; }

    public long PartnerId { get; init; }
}
