using Dapper;
using SmsBridge.Numbers;
using SmsBridge.Store;

namespace SmsBridge.Ledger;

/// <summary>
/// Sole writer of <c>consent</c>: who agreed to a class of a tenant's texts, and who took it back. Rows are only added, and of a number and a class the last one holds, so that two nodes that
/// write at once leave one answer.
/// </summary>
internal sealed class ConsentRecords(Database database)
{
    private const string Columns = "id AS Id, number AS Number, class AS Class, given AS Given, at AS At, source AS Source, actor AS Actor, note AS Note";

    private const string LastSql = $"SELECT {Columns} FROM consent WHERE tenant_id = @tenantId AND number = @number AND class = @kind ORDER BY id DESC LIMIT 1";

    /// <summary>Earlier registrations of the tenant's name.</summary>
    internal const string Former = "IN (SELECT was.id FROM tenant AS was JOIN tenant AS now ON now.identifier = was.identifier WHERE now.id = @tenantId AND was.id < now.id)";

    /// <summary>Inside the transaction that stores the intent, so that nobody's withdrawal can slip in between.</summary>
    internal static bool Allows(WriteSession session, long tenantId, Msisdn number, ConsentNeed need) => need.Allows(LastOf(session, tenantId, number.Value, need.Class)?.IsGiven);

    /// <summary>What holds; null: nothing was ever said.</summary>
    internal static ConsentRow? LastOf(WriteSession session, long tenantId, string number, string kind) => session.QueryFirst<ConsentRow>(LastSql, new { tenantId, number, kind });

    internal static void Add(WriteSession session, long tenantId, ConsentRow row) => session.Execute("""
        INSERT INTO consent (tenant_id, number, class, given, at, source, actor, note) VALUES (@tenantId, @Number, @Class, @Given, @At, @Source, @Actor, @Note)
        """, new { tenantId, row.Number, row.Class, row.Given, row.At, row.Source, row.Actor, row.Note });

    /// <summary>The latest registration of a name has what clients told the ones before: to them it is the same institution.</summary>
    /// <returns>Whether there was anything.</returns>
    internal static bool TakeOver(WriteSession session, long tenantId) => session.Execute($"UPDATE consent SET tenant_id = @tenantId WHERE tenant_id {Former}", new { tenantId }) > 0;

    /// <summary>Takes a client's number out. A withdrawal that holds stays, without its note: the client would be written to again.</summary>
    /// <param name="clientId">Noted with what stays, so that it is still found as this client's.</param>
    /// <returns>How many stay.</returns>
    internal static int Erase(WriteSession session, long tenantId, long clientId, string number)
    {
        session.Execute("""
            DELETE FROM consent WHERE tenant_id = @tenantId AND number = @number
                AND (given = 1 OR id NOT IN (SELECT MAX(id) FROM consent WHERE tenant_id = @tenantId AND number = @number GROUP BY class))
            """, new { tenantId, number });
        return session.Execute("UPDATE consent SET client_id = @clientId, note = NULL WHERE tenant_id = @tenantId AND number = @number", new { tenantId, clientId, number });
    }

    /// <inheritdoc cref="LastOf"/>
    public async Task<ConsentRow?> LastOfAsync(long tenantId, string number, string kind)
    {
        await using var connection = await database.OpenBriefReadAsync();
        return await connection.QueryFirstOrDefaultAsync<ConsentRow>(LastSql, new { tenantId, number, kind });
    }

    /// <summary>Of a number, newest first.</summary>
    public Task<List<ConsentRow>> OfNumberAsync(long tenantId, string number, int most, CancellationToken cancellationToken) => ListAsync(
        $"SELECT {Columns} FROM consent WHERE tenant_id = @tenantId AND number = @number ORDER BY id DESC LIMIT @most", new { tenantId, number, most }, cancellationToken);

    /// <summary>Of a tenant, newest first.</summary>
    public Task<List<ConsentRow>> NewestAsync(long tenantId, int most, CancellationToken cancellationToken) => ListAsync(
        $"SELECT {Columns} FROM consent WHERE tenant_id = @tenantId ORDER BY id DESC LIMIT @most", new { tenantId, most }, cancellationToken);

    /// <summary>What holds of each number and class, in their order.</summary>
    /// <param name="after">The last row that is known already; null: from the beginning.</param>
    public Task<List<ConsentRow>> StandingAsync(long tenantId, ConsentRow? after, int most, CancellationToken cancellationToken) => ListAsync(
        $"""
        SELECT {Columns} FROM consent
        WHERE tenant_id = @tenantId AND number >= @number AND (number > @number OR class > @kind)
            AND NOT EXISTS (SELECT 1 FROM consent AS later WHERE later.tenant_id = consent.tenant_id AND later.number = consent.number AND later.class = consent.class AND later.id > consent.id)
        ORDER BY number, class LIMIT @most
        """, new { tenantId, number = after?.Number ?? "", kind = after?.Class ?? "", most }, cancellationToken);

    private async Task<List<ConsentRow>> ListAsync(string sql, object parameters, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenReadAsync(cancellationToken);
        return (await connection.QueryAsync<ConsentRow>(new CommandDefinition(sql, parameters, cancellationToken: cancellationToken))).AsList();
    }
}
