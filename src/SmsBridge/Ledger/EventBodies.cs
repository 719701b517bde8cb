using Dapper;
using SmsBridge.Store;

namespace SmsBridge.Ledger;

/// <summary>What was kept of a hook, for the few events whose text is made of it.</summary>
internal sealed class EventBodies(Database database)
{
    /// <returns>Null: nothing was kept, or it is gone.</returns>
    public async Task<byte[]?> OfAsync(long tenantId, long eventId, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenBriefReadAsync();
        return await connection.ExecuteScalarAsync<byte[]?>(new CommandDefinition(
            "SELECT body FROM event WHERE id = @eventId AND tenant_id = @tenantId", new { tenantId, eventId }, cancellationToken: cancellationToken));
    }
}
