using Dapper;
using SmsBridge.Ledger;
using SmsBridge.Messages;
using SmsBridge.Prices;
using SmsBridge.Store;
using SmsBridge.Tenants;

namespace SmsBridge.Holding.Spending;

/// <summary>Sole writer of <c>spend_cap</c>. Each change counts up <c>hold_directory</c>, by which every node sees it.</summary>
internal sealed class SpendStore(Database database, TimeProvider time) : IEndsWithTenant
{
    /// <summary>A second walk finds what nodes that had not heard of the cap yet took during the first (<c>Holding:DirectoryPoll</c>).</summary>
    public const long AllWalks = 2;

    private const string Columns = """
        tenant_id AS TenantId, is_on AS IsOn, micros AS Micros, currency AS Currency, promotional AS Promotional, service AS Service, time_zone AS TimeZone, from_month AS FromMonth,
        begun_at AS BegunAt, revision AS Revision, decision AS Decision, decided_at AS DecidedAt, decided_by AS DecidedBy, is_moving AS IsMoving, walks AS Walks, walked_to AS WalkedTo
        """;

    /// <summary>Of all tenants.</summary>
    public const string AllSql = $"SELECT {Columns} FROM spend_cap WHERE tenant_id {HoldStore.Living}";

    private static readonly string SpentSql = $"SELECT COALESCE({PriceSums.Sql("micros")}, 0) FROM spend WHERE tenant_id = @tenantId AND month = @month AND currency = @currency";

    private long Now => time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>As it is now; null: it never had one.</summary>
    public async Task<SpendCap?> FindAsync(long tenantId, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenBriefReadAsync();
        return await connection.QueryFirstOrDefaultAsync<SpendCap>(new CommandDefinition(
            $"SELECT {Columns} FROM spend_cap WHERE tenant_id = @tenantId", new { tenantId }, cancellationToken: cancellationToken));
    }

    /// <summary>An SMS waits for it: not in the line of those who look at lists.</summary>
    public async Task<long> SpentAsync(long tenantId, long month, string currency)
    {
        await using var connection = await database.OpenBriefReadAsync();
        return await connection.ExecuteScalarAsync<long>(SpentSql, new { tenantId, month, currency });
    }

    /// <summary>What it held is judged anew by it. One that was off before counts from now on; what was sent before is counted by a walk.</summary>
    /// <param name="alongside">Writes what belongs to it, in the same transaction.</param>
    public Task SetAsync(SpendCap cap, Action<WriteSession> alongside) =>
        database.WriteAsync(session =>
        {
            session.Execute("""
                INSERT INTO spend_cap (tenant_id, is_on, micros, currency, promotional, service, time_zone, from_month, begun_at, revision, decision, decided_at, decided_by, is_moving, walks, walked_to)
                VALUES (@TenantId, 1, @Micros, @Currency, @Promotional, @Service, @TimeZone, @FromMonth, @Now, 1, 1, @Now, @DecidedBy, 0, 0, 0)
                ON CONFLICT (tenant_id) DO UPDATE SET is_on = 1, micros = excluded.micros, currency = excluded.currency, promotional = excluded.promotional, service = excluded.service,
                    time_zone = excluded.time_zone, revision = spend_cap.revision + 1, decision = 1, decided_at = excluded.decided_at, decided_by = excluded.decided_by, is_moving = 0,
                    from_month = CASE WHEN spend_cap.is_on = 1 THEN spend_cap.from_month ELSE excluded.from_month END,
                    begun_at = CASE WHEN spend_cap.is_on = 1 THEN spend_cap.begun_at ELSE excluded.begun_at END,
                    walks = CASE WHEN spend_cap.is_on = 1 THEN spend_cap.walks ELSE 0 END,
                    walked_to = CASE WHEN spend_cap.is_on = 1 THEN spend_cap.walked_to ELSE 0 END
                """, new { cap.TenantId, cap.Micros, cap.Currency, cap.Promotional, cap.Service, cap.TimeZone, cap.FromMonth, cap.DecidedBy, Now });
            Judge(session, cap.TenantId, alongside);
        });

    /// <summary>Nothing is counted any more, and what it held goes on.</summary>
    /// <returns>False: it was off.</returns>
    /// <inheritdoc cref="SetAsync"/>
    public Task<bool> SwitchOffAsync(long tenantId, string by, Action<WriteSession> alongside) =>
        database.WriteAsync(session =>
        {
            var wasOn = session.Execute(
                "UPDATE spend_cap SET is_on = 0, revision = revision + 1, decision = 1, decided_at = @Now, decided_by = @by, is_moving = 0 WHERE tenant_id = @tenantId AND is_on = 1",
                new { tenantId, by, Now }) == 1;
            if (wasOn)
            {
                Judge(session, tenantId, alongside);
            }

            return wasOn;
        });

    /// <summary>A person decides about all that is held. The messages follow afterwards, see <see cref="SpendMoves"/>.</summary>
    /// <param name="to"><see cref="SpendDecision.Released"/> or <see cref="SpendDecision.Cancelled"/>.</param>
    /// <returns>False: nothing was held.</returns>
    /// <inheritdoc cref="SetAsync"/>
    public Task<bool> DecideAsync(long tenantId, SpendDecision to, string by, Action<WriteSession> alongside) =>
        database.WriteAsync(session =>
        {
            if (!HeldMessages.Any(session, RangeOf(tenantId, Now)) || session.Execute(
                "UPDATE spend_cap SET revision = revision + 1, decision = @to, decided_at = @Now, decided_by = @by, is_moving = 1 WHERE tenant_id = @tenantId AND is_on = 1",
                new { tenantId, to = (int)to, by, Now }) == 0)
            {
                return false;
            }

            DirectoryVersion.OfHolds.Raise(session);
            alongside(session);
            return true;
        });

    /// <summary>Whether that is still what was decided last.</summary>
    public static bool IsStill(WriteSession session, SpendCap cap) => session.Scalar<bool>(
        "SELECT EXISTS (SELECT 1 FROM spend_cap WHERE tenant_id = @TenantId AND revision = @Revision AND is_moving = 1)", new { cap.TenantId, cap.Revision });

    /// <summary>All that was held knows of it.</summary>
    public static void Done(WriteSession session, SpendCap cap)
    {
        session.Execute("UPDATE spend_cap SET is_moving = 0 WHERE tenant_id = @TenantId AND revision = @Revision", new { cap.TenantId, cap.Revision });
        DirectoryVersion.OfHolds.Raise(session);
    }

    /// <summary>What came until then.</summary>
    public static HeldRange RangeOf(long tenantId, long until) => new(tenantId, 0, until + 1, Reasons.SpendCap, until + 1);

    /// <summary>The next messages that were ever given to a provider.</summary>
    public async Task<List<long>> SentAsync(long tenantId, long after, int most, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenBriefReadAsync();
        return (await connection.QueryAsync<long>(new CommandDefinition(
            "SELECT event_id FROM message WHERE tenant_id = @tenantId AND event_id > @after AND attempts > 0 ORDER BY event_id LIMIT @most",
            new { tenantId, after, most }, cancellationToken: cancellationToken))).AsList();
    }

    /// <summary>How far a walk has gone.</summary>
    public static void Walked(WriteSession session, SpendCap cap, long to) => session.Execute(
        "UPDATE spend_cap SET walked_to = @to WHERE tenant_id = @TenantId AND begun_at = @BegunAt AND walks = @Walks", new { cap.TenantId, cap.BegunAt, cap.Walks, to });

    /// <summary>It has gone through all.</summary>
    public Task WalkedAsync(SpendCap cap) =>
        database.WriteAsync(session =>
        {
            session.Execute(
                "UPDATE spend_cap SET walks = walks + 1, walked_to = 0 WHERE tenant_id = @TenantId AND begun_at = @BegunAt AND walks = @Walks", new { cap.TenantId, cap.BegunAt, cap.Walks });
            DirectoryVersion.OfHolds.Raise(session);
        });

    /// <inheritdoc/>
    public void End(WriteSession session, long tenantId, long now)
    {
        session.Execute("DELETE FROM spend_cap WHERE tenant_id = @tenantId", new { tenantId });
        SpendCounts.End(session, tenantId);
        DirectoryVersion.OfHolds.Raise(session);
    }

    private void Judge(WriteSession session, long tenantId, Action<WriteSession> alongside)
    {
        HeldMessages.JudgeAnew(session, tenantId, Reasons.SpendCap, Now);
        DirectoryVersion.OfHolds.Raise(session);
        alongside(session);
    }
}
