using Dapper;
using SmsBridge.Holding.Consents;
using SmsBridge.Holding.Digests;
using SmsBridge.Holding.Spending;
using SmsBridge.Messages;
using SmsBridge.Prices;
using SmsBridge.Store;
using SmsBridge.Tenants;

namespace SmsBridge.Holding;

/// <summary>Sole writer of <c>surge_hour</c> and <c>surge_rule</c>. What every node must see counts up <c>hold_directory</c> in the same transaction.</summary>
internal sealed class HoldStore(Database database, TimeProvider time) : IEndsWithTenant
{
    /// <summary>How far back it is looked for what is usual: the end of the month before is among it.</summary>
    private static readonly TimeSpan LookBack = TimeSpan.FromDays(35);

    /// <summary>Longer than any SMS lives by default, so that a late one is still known to be of a cancelled hour.</summary>
    private static readonly TimeSpan KnownFor = TimeSpan.FromDays(8);

    private static readonly TimeSpan KeptFor = TimeSpan.FromDays(40);

    internal const string Living = "IN (SELECT id FROM tenant WHERE deleted_at IS NULL)";

    private const string Columns = """
        tenant_id AS TenantId, starts_at AS StartsAt, state AS State, events AS Events, usual AS Usual, allowed AS Allowed, parts AS Parts, opened_at AS OpenedAt,
        decided_at AS DecidedAt, decided_by AS DecidedBy
        """;

    /// <summary>By the indexes of what waits, and by when it was done in the core, where that is earlier: an operator may have given an event a long life (<c>Relay:Expiry</c>), and a tenant may be paused for as long.</summary>
    private const string OldestWaitingSql = """
        SELECT MIN(since) FROM (
            SELECT COALESCE(happened_at, received_at) AS since FROM event WHERE id = (SELECT MIN(id) FROM waiting_event)
            UNION ALL
            SELECT CASE WHEN queued_at < received_at THEN queued_at ELSE received_at END AS since FROM message WHERE event_id = (SELECT MIN(event_id) FROM message WHERE due_at IS NOT NULL)
        ) AS waiting
        """;

    private static readonly string RuleSql = $"SELECT tenant_id AS TenantId, is_on AS IsOn, floor AS Floor, times AS Times FROM surge_rule WHERE tenant_id {Living}";

    /// <summary>
    /// The most SMS that went out at that hour of the day or beside it, by the counts for the charts; clocks that jump and habits that shift by an hour change nothing. An hour that was
    /// held says nothing about what is usual, unless a person released it.
    /// </summary>
    private static readonly string UsualSql = $"""
        SELECT COALESCE(MAX(events), 0) FROM (
            SELECT SUM(count) AS events FROM roll_up_count
            WHERE grain = 2 AND tenant_id = @tenantId AND start >= @since AND start < @startsAt AND outcome BETWEEN 3 AND 6 AND (@startsAt - start) % 86400000 IN (0, 3600000, 82800000)
                AND type_id NOT IN (SELECT id FROM event_type WHERE entity IN ('{EventType.SmsSend.Entity}', '{EventType.OfficerOfMoney.Entity}'))
                AND start NOT IN (SELECT starts_at FROM surge_hour WHERE surge_hour.tenant_id = @tenantId AND state IN (1, 4, 5, 6))
            GROUP BY start
        ) AS hours
        """;

    private long Now => time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>Changes with every decision, whoever made it.</summary>
    public Task<long> VersionAsync(CancellationToken cancellationToken) => DirectoryVersion.OfHolds.ReadAsync(database, cancellationToken);

    /// <summary>Everything that holds at one moment, for all that still waits.</summary>
    public async Task<HoldRows> LoadAsync(CancellationToken cancellationToken)
    {
        await using var moment = await DirectoryVersion.OfHolds.OpenAsync(database, cancellationToken);
        var oldest = (await moment.QueryAsync<long?>(OldestWaitingSql))[0];
        var since = Math.Min(Now - (long)KnownFor.TotalMilliseconds, (oldest ?? long.MaxValue) - SurgeHour.Length);
        return new HoldRows(
            moment.Version,
            await moment.QueryAsync<SurgeHour>(FormattableString.Invariant(
                $"SELECT {Columns} FROM surge_hour WHERE state > 0 AND (starts_at > {since} OR state IN (1, 2, 4)) AND tenant_id {Living}")),
            await moment.QueryAsync<SurgeRuleRow>(RuleSql), await moment.QueryAsync<ImportPause>(ImportPauseStore.SqlSince(since)), await moment.QueryAsync<SpendCap>(SpendStore.AllSql))
        {
            Digests = await moment.QueryAsync<DigestRule>(DigestStore.AllSql), DigestTexts = await moment.QueryAsync<DigestTextRow>(DigestStore.AllTextsSql),
            Consents = await moment.QueryAsync<ConsentRuleRow>(ConsentStore.AllSql),
        };
    }

    /// <summary>Hours in which something was held, newest first.</summary>
    public async Task<List<SurgeHour>> HoursAsync(long tenantId, int most, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenReadAsync(cancellationToken);
        return (await connection.QueryAsync<SurgeHour>(new CommandDefinition(
            $"SELECT {Columns} FROM surge_hour WHERE tenant_id = @tenantId AND state > 0 ORDER BY starts_at DESC LIMIT @most", new { tenantId, most },
            cancellationToken: cancellationToken))).AsList();
    }

    /// <summary>Of a few weeks, and SMS wait for it: not in the line of those who look at lists.</summary>
    public async Task<long> UsualAsync(long tenantId, long startsAt)
    {
        await using var connection = await database.OpenBriefReadAsync();
        return await connection.ExecuteScalarAsync<long>(UsualSql, new { tenantId, startsAt, since = startsAt - (long)LookBack.TotalMilliseconds });
    }

    /// <summary>Adds what a node has taken. One statement, and only rows of the hour: nodes add up without knowing each other.</summary>
    /// <returns>Of all nodes.</returns>
    public Task<long> AddAsync(long tenantId, long startsAt, long more) =>
        database.WriteSoonAsync(session => session.Scalar<long>("""
            INSERT INTO surge_hour (tenant_id, starts_at, state, events, usual, allowed, parts) VALUES (@tenantId, @startsAt, 0, @more, 0, 0, 0)
            ON CONFLICT (tenant_id, starts_at) DO UPDATE SET events = surge_hour.events + excluded.events
            RETURNING events
            """, new { tenantId, startsAt, more }));

    /// <summary>From now on its messages are held, on every node. An hour that was cancelled may be held anew, and keeps when that was; one that was released is not.</summary>
    /// <returns>False: it was held, or released, already.</returns>
    public Task<bool> OpenAsync(long tenantId, long startsAt, long usual, long allowed, long parts) =>
        database.WriteAsync(session =>
        {
            var opened = session.Execute("""
                UPDATE surge_hour SET state = 1, usual = @usual, allowed = @allowed, parts = @parts, opened_at = @Now
                WHERE tenant_id = @tenantId AND starts_at = @startsAt AND state IN (0, 5)
                """, new { tenantId, startsAt, usual, allowed, parts, Now }) == 1;
            if (opened)
            {
                DirectoryVersion.OfHolds.Raise(session);
            }

            return opened;
        });

    /// <summary>A person decides about everything of a tenant that is held. The messages follow afterwards, see <see cref="SurgeMoves"/>.</summary>
    /// <param name="to"><see cref="SurgeState.Releasing"/> or <see cref="SurgeState.Cancelling"/>.</param>
    /// <param name="alongside">Writes what belongs to it, in the same transaction, if anything was held.</param>
    /// <returns>False: nothing was held.</returns>
    public Task<bool> DecideAsync(long tenantId, SurgeState to, string by, Action<WriteSession> alongside) =>
        database.WriteAsync(session =>
        {
            if (session.Execute(
                "UPDATE surge_hour SET state = @to, decided_at = @Now, decided_by = @by WHERE tenant_id = @tenantId AND state = 1", new { tenantId, to = (int)to, by, Now }) == 0)
            {
                return false;
            }

            DirectoryVersion.OfHolds.Raise(session);
            alongside(session);
            return true;
        });

    /// <summary>Whether that is still what was decided: an hour that was cancelled may be held anew.</summary>
    public static bool IsStill(WriteSession session, SurgeHour hour) => session.Scalar<bool>(
        "SELECT EXISTS (SELECT 1 FROM surge_hour WHERE tenant_id = @TenantId AND starts_at = @StartsAt AND state = @state)", new { hour.TenantId, hour.StartsAt, state = (int)hour.State });

    /// <summary>Nothing is held in it any more: by a decision, or because it became too late.</summary>
    public static void Done(WriteSession session, SurgeHour hour)
    {
        var to = hour.State switch { SurgeState.Releasing => SurgeState.Released, SurgeState.Cancelling => SurgeState.Cancelled, _ => SurgeState.Over };
        session.Execute(
            "UPDATE surge_hour SET state = @to WHERE tenant_id = @TenantId AND starts_at = @StartsAt AND state = @from",
            new { hour.TenantId, hour.StartsAt, from = (int)hour.State, to = (int)to });
        DirectoryVersion.OfHolds.Raise(session);
    }

    /// <param name="row">Null in a field: by the settings.</param>
    public Task SetRuleAsync(SurgeRuleRow row, Action<WriteSession> alongside) =>
        database.WriteAsync(session =>
        {
            session.Execute("""
                INSERT INTO surge_rule (tenant_id, is_on, floor, times) VALUES (@TenantId, @IsOn, @Floor, @Times)
                ON CONFLICT (tenant_id) DO UPDATE SET is_on = excluded.is_on, floor = excluded.floor, times = excluded.times
                """, row);
            DirectoryVersion.OfHolds.Raise(session);
            alongside(session);
        });

    /// <summary>Counts of hours that are past, and hours that nobody asks about any more.</summary>
    public Task ForgetAsync() =>
        database.WriteAsync(session => session.Execute(
            "DELETE FROM surge_hour WHERE (state = 0 AND starts_at < @counted) OR (state IN (3, 5, 6) AND starts_at < @kept)",
            new { counted = Now - (long)KnownFor.TotalMilliseconds, kept = Now - (long)KeptFor.TotalMilliseconds }));

    /// <inheritdoc/>
    public void End(WriteSession session, long tenantId, long now)
    {
        session.Execute("DELETE FROM surge_hour WHERE tenant_id = @tenantId", new { tenantId });
        session.Execute("DELETE FROM surge_rule WHERE tenant_id = @tenantId", new { tenantId });
        DirectoryVersion.OfHolds.Raise(session);
    }
}
