using Dapper;
using SmsBridge.Store;

namespace SmsBridge.Intake.Events;

/// <summary>What is read of external events beside the inbox.</summary>
internal sealed class EventReadStore(Database database)
{
    public async Task<DateTimeOffset?> LastRaisedAsync(long tenantId)
    {
        await using var connection = await database.OpenBriefReadAsync();
        return StoredTime.At(await connection.ExecuteScalarAsync<long?>("SELECT MAX(created_at) FROM external_event WHERE tenant_id = @tenantId", new { tenantId }));
    }

    public async Task<long> CountParkedAsync()
    {
        await using var connection = await database.OpenBriefReadAsync();
        return await connection.ExecuteScalarAsync<long>("SELECT COUNT(*) FROM parked_event");
    }

    /// <summary>With their bytes, oldest first.</summary>
    /// <param name="after">Behind this one.</param>
    public async Task<IReadOnlyList<KeptMessage>> KeptAsync(long after, int most)
    {
        await using var connection = await database.OpenBriefReadAsync();
        return (await connection.QueryAsync<KeptMessage>(
            "SELECT id AS Id, broker AS Broker, place AS Place, body AS Body FROM parked_event WHERE id > @after ORDER BY id LIMIT @most", new { after, most })).AsList();
    }

    /// <returns>The latest first.</returns>
    public async Task<IReadOnlyList<ParkedRow>> ParkedAsync(int most)
    {
        await using var connection = await database.OpenBriefReadAsync();
        return (await connection.QueryAsync<ParkedRow>(
            "SELECT id AS Id, tenant AS Tenant, broker AS Broker, place AS Place, problem AS Problem, parked_at AS ParkedAt FROM parked_event ORDER BY id DESC LIMIT @most", new { most })).AsList();
    }
}
