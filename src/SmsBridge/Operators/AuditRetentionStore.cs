using Dapper;
using SmsBridge.Store;

namespace SmsBridge.Operators;

/// <summary>Takes old entries off the audit. The database itself lets none of the last year go, whoever asks.</summary>
internal sealed class AuditRetentionStore(Database database) : IKeptByAge
{
    public string Kind => "Audit";

    public int Remove(WriteSession session, DataOwner owner, DateTimeOffset before, int most)
    {
        var limit = before.ToUnixTimeMilliseconds();
        var first = session.Query<(long Id, long At)>($"SELECT id, at FROM audit WHERE {Of(owner)} ORDER BY id LIMIT @most", new { owner.TenantId, most });
        var old = first.Where(entry => entry.At < limit).Select(entry => entry.Id).ToList();
        if (old.Count > 0)
        {
            session.Execute($"DELETE FROM audit WHERE {session.Dialect.Listed("id")}", new { ids = SqlDialect.List(old) });
        }

        return old.Count;
    }

    public async Task<long> CountAsync(DataOwner owner, DateTimeOffset before, int most, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenReadAsync(cancellationToken);
        return await connection.ExecuteScalarAsync<long>(new CommandDefinition(
            $"SELECT COUNT(*) FROM (SELECT 1 FROM audit WHERE {Of(owner)} AND at < @before LIMIT @most) AS old",
            new { owner.TenantId, before = before.ToUnixTimeMilliseconds(), most }, cancellationToken: cancellationToken));
    }

    /// <summary>By the index that has a tenant's entries in their order; those of nobody are by the settings.</summary>
    private static string Of(DataOwner owner) => owner.TenantId == 0 ? "tenant_id IS NULL" : "tenant_id = @TenantId";
}
