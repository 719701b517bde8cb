namespace SmsBridge.Intake.Events;

internal static partial class ExternalEventsLog // 1500-1599
{
    // Debug: at thousands of events a second the log is the database.
    [LoggerMessage(1500, LogLevel.Debug, "Events by {Broker}: {Accepted} accepted, {Repeated} repeated or ignored, {PassedOver} passed over ({Barred} of them of tenants it does not bring), messages parked: {Parked}")]
    public static partial void EventsTaken(this ILogger logger, string broker, int accepted, int repeated, int passedOver, int barred, int parked);

    [LoggerMessage(1501, LogLevel.Warning, "A message by {Broker} ({Place}) was parked: {Problem}")]
    public static partial void EventParked(this ILogger logger, string broker, string place, string problem);

    [LoggerMessage(1502, LogLevel.Warning, "The core writes {Schema} in a form this version was not made for ({Fingerprint}). Only what has never changed is read of it; a newer bridge may know it")]
    public static partial void FormIsNew(this ILogger logger, string schema, string fingerprint);

    [LoggerMessage(1503, LogLevel.Information, "Events by {Broker} (topic {Topic}, group {Group}) are taken; those raised before {StartsAt:O} are passed over")]
    public static partial void SourceBegins(this ILogger logger, string broker, string topic, string group, DateTimeOffset startsAt);

    [LoggerMessage(1504, LogLevel.Error, "Events by {Broker} wait, as they can not be stored: {Problem}")]
    public static partial void SourcePaused(this ILogger logger, string broker, string problem);

    [LoggerMessage(1505, LogLevel.Information, "Events by {Broker} are taken again")]
    public static partial void SourceGoesOn(this ILogger logger, string broker);

    [LoggerMessage(1506, LogLevel.Warning, "{Broker} has a problem: {Problem}. What the core publishes meanwhile waits there")]
    public static partial void SourceInTrouble(this ILogger logger, string broker, string problem);

    [LoggerMessage(1507, LogLevel.Error, "Events by {Broker} can not be taken: {Problem}")]
    public static partial void SourceFailed(this ILogger logger, Exception? exception, string broker, string problem);

    [LoggerMessage(1508, LogLevel.Debug, "{Broker} did not take the confirmation ({Problem}); what it hands over again is known")]
    public static partial void NotConfirmed(this ILogger logger, string broker, string problem);

    [LoggerMessage(1509, LogLevel.Debug, "{Broker}: {Words}")]
    public static partial void LibrarySays(this ILogger logger, string broker, string words);

    [LoggerMessage(1511, LogLevel.Warning, "Events by {Broker}: {Count} messages of tenants that are not registered here were dropped, as there is no room for more of them")]
    public static partial void StrangersDropped(this ILogger logger, string broker, int count);

    [LoggerMessage(1512, LogLevel.Warning, "{Broker} brought an event of the tenant {Tenant}, which is not among its Tenants in the settings; such events are passed over. Said once")]
    public static partial void TenantBarred(this ILogger logger, string broker, string tenant);

    [LoggerMessage(1513, LogLevel.Information, "Events by {Broker} ({Node}) are taken by this node; those raised before {StartsAt:O} are passed over")]
    public static partial void LinkBegins(this ILogger logger, string broker, string node, DateTimeOffset startsAt);

    [LoggerMessage(1510, LogLevel.Error, "The bridge failed at a message by {Broker} ({Place}), which is parked. Please report this")]
    public static partial void MessageFailed(this ILogger logger, Exception exception, string broker, string place);
}
