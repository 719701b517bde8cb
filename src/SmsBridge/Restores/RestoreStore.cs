using Dapper;
using SmsBridge.Messages;
using SmsBridge.Store;
using SmsBridge.Tenants;

namespace SmsBridge.Restores;

/// <summary>Sole writer of <c>restore_mark</c> and <c>restore_tenant</c>; each change counts up the version in the same transaction.</summary>
internal sealed class RestoreStore(Database database, TimeProvider time) : IEndsWithTenant
{
    /// <summary>More need not be counted to know that it is not over.</summary>
    private const int Most = 10_000;

    private const string Columns = """
        tenant_id AS TenantId, compared_at AS ComparedAt, settled_at AS SettledAt, matched_at AS MatchedAt, opened_at AS OpenedAt, opened_by AS OpenedBy, made_up AS MadeUp,
        problem AS Problem
        """;

    /// <summary>A backup that this program made has its own time in it; of another copy it is the last moment that the file knows.</summary>
    private const string NewestSql = """
        SELECT MAX(at) FROM (
            SELECT MAX(at) AS at FROM backup
            UNION ALL SELECT MAX(seen_at) FROM node
            UNION ALL SELECT received_at FROM (SELECT received_at FROM event ORDER BY id DESC LIMIT 1) AS newest_event
            UNION ALL SELECT at FROM (SELECT at FROM status_change ORDER BY id DESC LIMIT 1) AS newest_change
        ) AS times
        """;

    private const string MarkSql = "SELECT backup_at AS BackupAt, restored_at AS RestoredAt FROM restore_mark WHERE id = 1 AND restored_at IS NOT NULL";

    private const string HeldPartnersSql = """
        SELECT DISTINCT partner_tenant.partner_id FROM restore_tenant
        JOIN tenant ON tenant.id = restore_tenant.tenant_id JOIN partner_tenant ON partner_tenant.identifier = tenant.identifier
        WHERE restore_tenant.opened_at IS NULL AND tenant.deleted_at IS NULL
        """;

    private const string OfBefore = "tenant_id = @tenantId AND due_at IS NOT NULL AND queued_at < @restoredAt";

    private const string LeftSql = $"""
        SELECT
            (SELECT COUNT(*) FROM (
                SELECT event_id FROM message
                WHERE {OfBefore} AND (lease_owner IS NOT NULL OR due_at <= @Now) AND (reason IS NULL OR reason NOT IN ('{Reasons.Reconciling}', '{Reasons.LookedFor}')) LIMIT @Most
            ) AS waiting)
            + (SELECT COUNT(*) FROM event
                WHERE id IN (SELECT id FROM waiting_event WHERE tenant_id = @tenantId ORDER BY id LIMIT @Most) AND COALESCE(happened_at, received_at) < @restoredAt),
            (SELECT COUNT(*) FROM (SELECT event_id FROM message WHERE {OfBefore} AND reason = '{Reasons.LookedFor}' LIMIT @Most) AS looked_for)
        """;

    private long Now => time.GetUtcNow().ToUnixTimeMilliseconds();

    public Task<long> VersionAsync(CancellationToken cancellationToken) => DirectoryVersion.OfRestores.ReadAsync(database, cancellationToken);

    public async Task<RestoreRows> LoadAsync(CancellationToken cancellationToken)
    {
        await using var moment = await DirectoryVersion.OfRestores.OpenAsync(database, cancellationToken);
        var marks = await moment.QueryAsync<(long BackupAt, long RestoredAt)>(MarkSql);
        return marks is [var mark]
            ? new RestoreRows(
                moment.Version, new RestoreMark(StoredTime.At(mark.BackupAt), StoredTime.At(mark.RestoredAt)),
                await moment.QueryAsync<RestoredTenant>($"SELECT {Columns} FROM restore_tenant ORDER BY tenant_id"), await moment.QueryAsync<long>(HeldPartnersSql))
            : new RestoreRows(moment.Version, null, [], []);
    }

    /// <summary>This database is a backup that is just being put back.</summary>
    /// <param name="backupAt">Of when it is; null, or later than anything in it: as the database itself says.</param>
    /// <param name="alongside">Writes what belongs to it, in the same transaction.</param>
    public Task<RestoreMark> MarkAsync(DateTimeOffset? backupAt, Action<WriteSession, RestoreMark> alongside) =>
        database.WriteAsync(session =>
        {
            var now = Now;
            var newest = Math.Min(session.QueryFirst<long?>(NewestSql) ?? now, now);
            var at = Math.Min(backupAt?.ToUnixTimeMilliseconds() ?? newest, newest);
            session.Execute("UPDATE restore_mark SET backup_at = @at, restored_at = @now WHERE id = 1", new { at, now });
            session.Execute("DELETE FROM restore_tenant");
            session.Execute("INSERT INTO restore_tenant (tenant_id) SELECT id FROM tenant WHERE deleted_at IS NULL");
            DirectoryVersion.OfRestores.Raise(session);
            var mark = new RestoreMark(StoredTime.At(at), StoredTime.At(now));
            alongside(session, mark);
            return mark;
        });

    /// <summary>Its core was asked, as far as it can be.</summary>
    /// <param name="isLast">Nothing that came before the restore can turn up any more.</param>
    public Task ComparedAsync(long tenantId, int madeUp, string? problem, bool isLast) =>
        ChangeAsync(
            "UPDATE restore_tenant SET compared_at = COALESCE(compared_at, @Now), settled_at = CASE WHEN @isLast = 1 THEN @Now ELSE settled_at END, made_up = made_up + @madeUp, problem = @problem WHERE tenant_id = @tenantId",
            new { tenantId, madeUp, problem, isLast = isLast ? 1 : 0, Now });

    /// <summary>It could not be asked, or not of everything; it is tried again.</summary>
    public Task TroubledAsync(long tenantId, int madeUp, string problem) =>
        ChangeAsync(
            "UPDATE restore_tenant SET made_up = made_up + @madeUp, problem = @problem WHERE tenant_id = @tenantId AND (problem IS DISTINCT FROM @problem OR @madeUp > 0)",
            new { tenantId, madeUp, problem });

    public Task MatchedAsync(long tenantId) =>
        ChangeAsync("UPDATE restore_tenant SET matched_at = @Now WHERE tenant_id = @tenantId AND matched_at IS NULL", new { tenantId, Now });

    /// <param name="by">Null: it opens by itself.</param>
    /// <param name="alongside">Writes what belongs to it, in the same transaction.</param>
    /// <returns>False: it was open.</returns>
    public Task<bool> OpenAsync(long tenantId, string? by, Action<WriteSession>? alongside = null) =>
        ChangeAsync(
            "UPDATE restore_tenant SET opened_at = @Now, opened_by = @by, matched_at = COALESCE(matched_at, @Now) WHERE tenant_id = @tenantId AND opened_at IS NULL",
            new { tenantId, by, Now }, alongside);

    /// <summary>What still keeps a tenant closed. By the index of what is due.</summary>
    public async Task<RestoreLeft> LeftAsync(long tenantId, RestoreMark mark, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenReadAsync(cancellationToken);
        var (waiting, lookedFor) = await connection.QueryFirstAsync<(long, long)>(new CommandDefinition(
            LeftSql, new { tenantId, restoredAt = mark.RestoredMs, Now, Most }, cancellationToken: cancellationToken));
        return new RestoreLeft(waiting, lookedFor);
    }

    /// <summary>Given up since the restore, because they may have left before it: a person looks for them.</summary>
    public async Task<long> ForAPersonAsync(long tenantId, RestoreMark mark, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenReadAsync(cancellationToken);
        return await connection.ExecuteScalarAsync<long>(new CommandDefinition(
            $"SELECT COUNT(*) FROM message WHERE tenant_id = @tenantId AND status = {(int)MessageStatus.DeadLettered} AND status IN (5, 6, 7) AND reason = @ClosedAfterRestore AND final_at >= @restoredAt",
            new { tenantId, Reasons.ClosedAfterRestore, restoredAt = mark.RestoredMs }, cancellationToken: cancellationToken));
    }

    /// <inheritdoc/>
    public void End(WriteSession session, long tenantId, long now)
    {
        if (session.Execute("DELETE FROM restore_tenant WHERE tenant_id = @tenantId", new { tenantId }) > 0)
        {
            DirectoryVersion.OfRestores.Raise(session);
        }
    }

    private Task<bool> ChangeAsync(string sql, object parameters, Action<WriteSession>? alongside = null) =>
        database.WriteAsync(session =>
        {
            if (session.Execute(sql, parameters) == 0)
            {
                return false;
            }

            DirectoryVersion.OfRestores.Raise(session);
            alongside?.Invoke(session);
            return true;
        });
}

/// <summary>Everything of it at one moment.</summary>
/// <param name="HeldPartners">With a tenant that is closed.</param>
internal sealed record RestoreRows(long Version, RestoreMark? Mark, IReadOnlyList<RestoredTenant> Tenants, IReadOnlyList<long> HeldPartners);
