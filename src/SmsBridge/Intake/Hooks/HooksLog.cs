using SmsBridge.Messages;

namespace SmsBridge.Intake.Hooks;

internal static partial class HooksLog // 1200-1299
{
    // Debug: at ten thousand hooks a second the log is the database.
    [LoggerMessage(1200, LogLevel.Debug, "Event {EventId} of tenant {Tenant} accepted: {EventType}")]
    public static partial void HookAccepted(this ILogger logger, long eventId, string tenant, EventType eventType);

    [LoggerMessage(1201, LogLevel.Debug, "Event {EventId} repeats event {TwinId}")]
    public static partial void HookRepeated(this ILogger logger, long eventId, long twinId);

    [LoggerMessage(1202, LogLevel.Debug, "A hook for tenant number {TenantId} was refused: {Reason}: {Detail}")]
    public static partial void HookRefused(this ILogger logger, long tenantId, string reason, string detail);

    [LoggerMessage(1203, LogLevel.Warning, "{Count} more refused hooks of a minute, by {Whose}, for tenant number {TenantId} were not stored")]
    public static partial void RefusalsNotStored(this ILogger logger, int count, string whose, long tenantId);

    [LoggerMessage(1204, LogLevel.Information, "Hooks of the last minute: {Accepted} accepted, {Repeated} repeated, {Ignored} ignored, {Refused} refused")]
    public static partial void HooksCounted(this ILogger logger, long accepted, long repeated, long ignored, long refused);

    [LoggerMessage(1205, LogLevel.Debug, "Event {EventId} of tenant {Tenant} is a collection sheet of {Payments} payments; {Accepted} are to be told")]
    public static partial void SheetTaken(this ILogger logger, long eventId, string tenant, int payments, int accepted);
}
