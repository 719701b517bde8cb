namespace SmsBridge.Partners.Notices.Delivery;

/// <summary>A subscription with something to be posted now, and whose it is.</summary>
internal sealed record DueSubscription
{
    public long Id { get; init; }

    public long PartnerId { get; init; }
}
