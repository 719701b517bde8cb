using SmsBridge.Prices;

namespace SmsBridge.Holding;

internal static partial class HoldingLog // 5200-5299
{
    [LoggerMessage(5200, LogLevel.Warning, "What holds for tenants could not be read anew; what was known before goes on")]
    public static partial void HoldsNotRead(this ILogger logger, Exception exception);

    [LoggerMessage(5201, LogLevel.Warning, "Tenant {Tenant}: more than {Allowed} events with a text in the hour from {Start:u}, where {Usual} are usual; the others are held until a person decides")]
    public static partial void SurgeHeld(this ILogger logger, long tenant, DateTimeOffset start, long allowed, long usual);

    [LoggerMessage(5202, LogLevel.Information, "Tenant {Tenant}: what was held of the hour from {Start:u} is done with ({State}), {Count} in this run")]
    public static partial void SurgeMoved(this ILogger logger, long tenant, DateTimeOffset start, SurgeState state, int count);

    [LoggerMessage(5203, LogLevel.Information, "Tenant {Tenant}: what its spend cap held is done with ({Decision}), {Count} in this run")]
    public static partial void SpendMoved(this ILogger logger, long tenant, SpendDecision decision, int count);
}
