using System.Data.Common;
using Dapper;
using SmsBridge.Store;
using SmsBridge.Tenants;

namespace SmsBridge.Holding;

/// <param name="InForce">One was in force.</param>
/// <param name="ToCome">One that had not begun is taken back.</param>
internal readonly record struct PauseEnded(bool InForce, bool ToCome)
{
    public bool Any => InForce || ToCome;
}

/// <summary>Sole writer of <c>import_pause</c>. Each change counts up <c>hold_directory</c>, by which every node sees it.</summary>
internal sealed class ImportPauseStore(Database database, TimeProvider time) : IEndsWithTenant
{
    private const string Columns = "tenant_id AS TenantId, from_at AS FromAt, until_at AS UntilAt, note AS Note, made_by AS MadeBy";

    /// <summary>Those in force, to come, or over so shortly that an SMS of theirs may still wait.</summary>
    /// <param name="since">Those that were over before are left out.</param>
    public static string SqlSince(long since) => FormattableString.Invariant(
        $"SELECT {Columns} FROM import_pause WHERE (until_at IS NULL OR until_at > {since}) AND tenant_id {HoldStore.Living}");

    /// <summary>Newest first.</summary>
    public async Task<List<ImportPause>> ListAsync(long tenantId, int most, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenReadAsync(cancellationToken);
        return await ListAsync(connection, tenantId, most, cancellationToken);
    }

    /// <inheritdoc cref="ListAsync(long, int, CancellationToken)"/>
    public static async Task<List<ImportPause>> ListAsync(DbConnection connection, long tenantId, int most, CancellationToken cancellationToken) =>
        (await connection.QueryAsync<ImportPause>(new CommandDefinition(
            $"SELECT {Columns} FROM import_pause WHERE tenant_id = @tenantId ORDER BY from_at DESC LIMIT @most", new { tenantId, most }, cancellationToken: cancellationToken))).AsList();

    /// <param name="alongside">Writes what belongs to it, in the same transaction.</param>
    /// <returns>False: one that is not over yet stands.</returns>
    public Task<bool> StartAsync(ImportPause pause, Action<WriteSession> alongside) =>
        database.WriteAsync(session =>
        {
            var started = session.Execute("""
                INSERT INTO import_pause (tenant_id, from_at, until_at, note, made_by)
                SELECT @TenantId, @FromAt, @UntilAt, @Note, @MadeBy
                WHERE NOT EXISTS (SELECT 1 FROM import_pause WHERE tenant_id = @TenantId AND (until_at IS NULL OR until_at > @FromAt))
                """, pause) == 1;
            if (started)
            {
                DirectoryVersion.OfHolds.Raise(session);
                alongside(session);
            }

            return started;
        });

    /// <summary>Ends the one that is in force now; one that has not begun is taken back.</summary>
    /// <inheritdoc cref="StartAsync"/>
    public Task<PauseEnded> EndAsync(long tenantId, Action<WriteSession> alongside) =>
        database.WriteAsync(session =>
        {
            var args = new { tenantId, now = time.GetUtcNow().ToUnixTimeMilliseconds() };
            var inForce = session.Execute("UPDATE import_pause SET until_at = @now WHERE tenant_id = @tenantId AND from_at < @now AND (until_at IS NULL OR until_at > @now)", args)
                + session.Execute("DELETE FROM import_pause WHERE tenant_id = @tenantId AND from_at = @now", args); // begun at this very moment
            var ended = new PauseEnded(inForce > 0, session.Execute("DELETE FROM import_pause WHERE tenant_id = @tenantId AND from_at > @now", args) > 0);
            if (ended.Any)
            {
                DirectoryVersion.OfHolds.Raise(session);
                alongside(session);
            }

            return ended;
        });

    /// <inheritdoc/>
    public void End(WriteSession session, long tenantId, long now)
    {
        session.Execute("DELETE FROM import_pause WHERE tenant_id = @tenantId", new { tenantId });
        DirectoryVersion.OfHolds.Raise(session);
    }
}
