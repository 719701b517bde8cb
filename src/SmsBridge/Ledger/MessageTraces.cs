using Dapper;
using SmsBridge.Store;
using SmsBridge.Telemetry;

namespace SmsBridge.Ledger;

/// <summary>The trace a message's hook came in. It is read only where somebody listens to traces.</summary>
internal sealed class MessageTraces(Database database)
{
    public static bool IsOn => BridgeTraces.IsOn;

    /// <returns>32 hex digits; null: the hook came in none, or in one that is not kept.</returns>
    public async Task<string?> IdOfAsync(long eventId, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenBriefReadAsync();
        return await connection.QueryFirstOrDefaultAsync<string?>(
            new CommandDefinition("SELECT trace_id FROM message WHERE event_id = @eventId", new { eventId }, cancellationToken: cancellationToken));
    }
}
