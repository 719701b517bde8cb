using Dapper;
using SmsBridge.Store;

namespace SmsBridge.Ledger;

/// <summary>How many events of a tenant are on the record.</summary>
internal sealed class KeptEvents(Database database)
{
    /// <summary>There is no index of all events: what was set aside has one, what became a message another, and what waits for that a third.</summary>
    private const string CountSql = """
        SELECT (SELECT COUNT(*) FROM (SELECT 1 FROM event WHERE tenant_id = @tenantId AND verdict <> 1 LIMIT @most) AS kept)
            + (SELECT COUNT(*) FROM (SELECT 1 FROM message WHERE tenant_id = @tenantId LIMIT @most) AS kept)
            + (SELECT COUNT(*) FROM (SELECT 1 FROM waiting_event WHERE tenant_id = @tenantId LIMIT @most) AS kept)
        """;

    /// <param name="most">Of each kind no more are counted.</param>
    public async Task<int> CountAsync(long tenantId, int most)
    {
        await using var connection = await database.OpenBriefReadAsync();
        return await connection.ExecuteScalarAsync<int>(CountSql, new { tenantId, most });
    }
}
