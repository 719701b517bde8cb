namespace SmsBridge.Messages;

/// <summary>How old a message may get before it would only confuse, per event type as the operator set it (<c>Relay:Expiry</c>).</summary>
/// <param name="longest">By the event type's name, in any case; a type without an entry never gets too old.</param>
/// <param name="ofOwn">Of events that are a tenant's own, which no settings name one by one; null: never too old.</param>
internal sealed class MessageExpiry(IReadOnlyDictionary<string, TimeSpan> longest, TimeSpan? ofOwn = null)
{
    /// <summary>Null: never too old.</summary>
    public TimeSpan? Of(EventType type) =>
        longest.TryGetValue(type.ToString(), out var expiry) ? expiry
        : type == EventType.None || EventType.OwnTexts.Contains(type) ? null
        : longest.TryGetValue($"{type.Entity}_{type.Action}", out var spelled) ? spelled // settings of events that are a tenant's own stand as they were written
        : ofOwn;

    public bool IsPast(EventType type, TimeSpan age) => Of(type) is { } expiry && age > expiry;
}
