using Dapper;
using SmsBridge.Ledger;
using SmsBridge.Messages;
using SmsBridge.Store;
using SmsBridge.Tenants;

namespace SmsBridge.Holding.Digests;

/// <summary>Sole writer of <c>digest_rule</c> and <c>digest_text</c>. Each change counts up <c>hold_directory</c>, by which every node sees it.</summary>
internal sealed class DigestStore(Database database, TimeProvider time) : IEndsWithTenant
{
    private const string Columns = "tenant_id AS TenantId, is_on AS IsOn, send_at AS SendAt, time_zone AS TimeZone, events AS Events";

    private const string TextColumns = "tenant_id AS TenantId, language AS Language, text AS Text";

    /// <summary>Of all tenants.</summary>
    public const string AllSql = $"SELECT {Columns} FROM digest_rule WHERE tenant_id {HoldStore.Living}";

    /// <inheritdoc cref="AllSql"/>
    public const string AllTextsSql = $"SELECT {TextColumns} FROM digest_text WHERE tenant_id {HoldStore.Living}";

    private long Now => time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>As it is now; null: it never had one.</summary>
    public async Task<DigestRule?> FindAsync(long tenantId, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenBriefReadAsync();
        return await connection.QueryFirstOrDefaultAsync<DigestRule>(new CommandDefinition(
            $"SELECT {Columns} FROM digest_rule WHERE tenant_id = @tenantId", new { tenantId }, cancellationToken: cancellationToken));
    }

    public async Task<List<DigestTextRow>> TextsAsync(long tenantId, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenBriefReadAsync();
        return (await connection.QueryAsync<DigestTextRow>(new CommandDefinition(
            $"SELECT {TextColumns} FROM digest_text WHERE tenant_id = @tenantId ORDER BY language", new { tenantId }, cancellationToken: cancellationToken))).AsList();
    }

    /// <summary>How many SMS wait for it; counted up to <see cref="HeldMessages.MostCounted"/>, and one more says that there are more.</summary>
    public async Task<long> WaitingAsync(long tenantId, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenReadAsync(cancellationToken);
        return (await HeldMessages.CountAsync(connection, tenantId, Reasons.Digest, cancellationToken)).Values.Sum();
    }

    /// <summary>What waits is judged anew by it.</summary>
    /// <param name="alongside">Writes what belongs to it, in the same transaction.</param>
    public Task SetAsync(DigestRule rule, Action<WriteSession> alongside) =>
        database.WriteAsync(session =>
        {
            session.Execute("""
                INSERT INTO digest_rule (tenant_id, is_on, send_at, time_zone, events) VALUES (@TenantId, 1, @SendAt, @TimeZone, @Events)
                ON CONFLICT (tenant_id) DO UPDATE SET is_on = 1, send_at = excluded.send_at, time_zone = excluded.time_zone, events = excluded.events
                """, new { rule.TenantId, rule.SendAt, rule.TimeZone, rule.Events });
            Judge(session, rule.TenantId, alongside);
        });

    /// <summary>What waits goes out by itself.</summary>
    /// <returns>False: it was off.</returns>
    /// <inheritdoc cref="SetAsync"/>
    public Task<bool> SwitchOffAsync(long tenantId, Action<WriteSession> alongside) =>
        database.WriteAsync(session =>
        {
            var wasOn = session.Execute("UPDATE digest_rule SET is_on = 0 WHERE tenant_id = @tenantId AND is_on = 1", new { tenantId }) == 1;
            if (wasOn)
            {
                Judge(session, tenantId, alongside);
            }

            return wasOn;
        });

    /// <param name="text">Null: the product's again.</param>
    /// <inheritdoc cref="SetAsync"/>
    public Task SetTextAsync(long tenantId, string language, string? text, Action<WriteSession> alongside) =>
        database.WriteAsync(session =>
        {
            session.Execute(text is null
                ? "DELETE FROM digest_text WHERE tenant_id = @tenantId AND language = @language"
                : "INSERT INTO digest_text (tenant_id, language, text) VALUES (@tenantId, @language, @text) ON CONFLICT (tenant_id, language) DO UPDATE SET text = excluded.text",
                new { tenantId, language, text });
            DirectoryVersion.OfHolds.Raise(session);
            alongside(session);
        });

    /// <inheritdoc/>
    public void End(WriteSession session, long tenantId, long now)
    {
        session.Execute("DELETE FROM digest_rule WHERE tenant_id = @tenantId", new { tenantId });
        session.Execute("DELETE FROM digest_text WHERE tenant_id = @tenantId", new { tenantId });
        DirectoryVersion.OfHolds.Raise(session);
    }

    private void Judge(WriteSession session, long tenantId, Action<WriteSession> alongside)
    {
        HeldMessages.JudgeAnew(session, tenantId, Reasons.Digest, Now);
        DirectoryVersion.OfHolds.Raise(session);
        alongside(session);
    }
}
