using Dapper;
using SmsBridge.Holding;
using SmsBridge.Messages;
using SmsBridge.Store;
using SmsBridge.Tenants;

namespace SmsBridge.Gaps;

/// <summary>Sole writer of <c>gap</c>, <c>gap_cursor</c> and <c>gap_tenant</c>. Writes only what differs: a comparison that finds nothing new writes a row a tenant.</summary>
internal sealed class GapStore(Database database, TimeProvider time) : IEndsWithTenant
{
    public const int MostListed = 500;

    private const string Columns = """
        audit_id AS AuditId, event AS Event, state AS State, resource_id AS ResourceId, client_id AS ClientId, loan_id AS LoanId, savings_id AS SavingsId,
        sub_resource_id AS SubResourceId, made_at AS MadeAt, found_at AS FoundAt, reason AS Reason, detail AS Detail, said AS Said, confirmed AS Confirmed, look_at AS LookAt, event_id AS EventId
        """;

    /// <summary>What was made up stays so, unless the core gives the entry's number to another act: its backup was put back.</summary>
    private const string Put = """
        INSERT INTO gap (tenant_id, audit_id, event, resource_id, client_id, loan_id, savings_id, sub_resource_id, made_at, found_at, state, reason, detail, said, confirmed, look_at)
        VALUES (@TenantId, @AuditId, @Event, @ResourceId, @ClientId, @LoanId, @SavingsId, @SubResourceId, @MadeAt, @FoundAt, @State, @Reason, @Detail, @Said, @Confirmed, @LookAt)
        ON CONFLICT (tenant_id, audit_id) DO UPDATE SET event = excluded.event, resource_id = excluded.resource_id, client_id = excluded.client_id, loan_id = excluded.loan_id,
            savings_id = excluded.savings_id, sub_resource_id = excluded.sub_resource_id, made_at = excluded.made_at, state = excluded.state, reason = excluded.reason,
            detail = excluded.detail, said = excluded.said, confirmed = excluded.confirmed, look_at = excluded.look_at, event_id = NULL
        WHERE gap.state <> 3 OR gap.event <> excluded.event OR gap.resource_id IS DISTINCT FROM excluded.resource_id
        """;

    /// <summary>What has come in since is no gap; what was made up before a crash could note it is noted.</summary>
    private const string Came = """
        UPDATE gap SET state = 3, reason = NULL, detail = NULL, look_at = NULL, event_id = @EventId WHERE tenant_id = @TenantId AND audit_id = @AuditId AND state <> 3
        """;

    public async Task<List<Gap>> ListAsync(long tenantId, DateTimeOffset? from, int most, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenReadAsync(cancellationToken);
        return (await connection.QueryAsync<Gap>(new CommandDefinition(
            $"SELECT {Columns} FROM gap WHERE tenant_id = @tenantId AND made_at >= @from ORDER BY audit_id DESC LIMIT @most",
            new { tenantId, from = from?.ToUnixTimeMilliseconds() ?? 0, most }, cancellationToken: cancellationToken))).AsList();
    }

    /// <summary>How many there are of each state.</summary>
    public async Task<IReadOnlyDictionary<GapState, long>> CountAsync(long tenantId, DateTimeOffset? from, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenReadAsync(cancellationToken);
        var rows = await connection.QueryAsync<(long State, long Count)>(new CommandDefinition(
            "SELECT state, COUNT(*) FROM gap WHERE tenant_id = @tenantId AND made_at >= @from GROUP BY state",
            new { tenantId, from = from?.ToUnixTimeMilliseconds() ?? 0 }, cancellationToken: cancellationToken));
        return rows.ToDictionary(row => (GapState)row.State, row => row.Count);
    }

    /// <summary>Missing ones, oldest first, or undecided ones.</summary>
    /// <param name="after">Behind this entry.</param>
    public async Task<List<Gap>> MissingAsync(long tenantId, long after, int most, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenReadAsync(cancellationToken);
        return (await connection.QueryAsync<Gap>(new CommandDefinition(
            $"SELECT {Columns} FROM gap WHERE tenant_id = @tenantId AND state = {(int)GapState.Missing} AND state IN (1, 4) AND audit_id > @after ORDER BY audit_id LIMIT @most",
            new { tenantId, after, most }, cancellationToken: cancellationToken))).AsList();
    }

    /// <summary>Undecided entries that are to be looked at again by now.</summary>
    public async Task<List<Gap>> DueAsync(long tenantId, DateTimeOffset now, int most, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenReadAsync(cancellationToken);
        return (await connection.QueryAsync<Gap>(new CommandDefinition(
            $"""
            SELECT {Columns} FROM gap WHERE tenant_id = @tenantId AND state = {(int)GapState.Undecided} AND state IN (1, 4) AND (look_at IS NULL OR look_at <= @now)
            ORDER BY audit_id LIMIT @most
            """, new { tenantId, now = now.ToUnixTimeMilliseconds(), most }, cancellationToken: cancellationToken))).AsList();
    }

    /// <summary>What is known of entries.</summary>
    public async Task<IReadOnlyDictionary<long, Gap>> OfAsync(long tenantId, IEnumerable<long> auditIds, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenReadAsync(cancellationToken);
        var rows = await connection.QueryAsync<Gap>(new CommandDefinition(
            $"SELECT {Columns} FROM gap WHERE tenant_id = @tenantId AND audit_id IN (SELECT value FROM {database.Dialect.Numbers("@ids", "wanted")})",
            new { tenantId, ids = SqlDialect.List(auditIds) }, cancellationToken: cancellationToken));
        return rows.ToDictionary(row => row.AuditId);
    }

    /// <param name="gone">Entries that are no gaps any more.</param>
    /// <param name="madeUp">By entry, the event it became.</param>
    public Task SaveAsync(long tenantId, IReadOnlyCollection<Gap> gaps, IReadOnlyCollection<long> gone, IReadOnlyDictionary<long, long>? madeUp = null) =>
        gaps.Count + gone.Count + (madeUp?.Count ?? 0) == 0 ? Task.CompletedTask : database.WriteAsync(session =>
        {
            foreach (var gap in gaps)
            {
                session.Execute(Put, Row(tenantId, gap));
            }

            foreach (var (auditId, eventId) in madeUp ?? new Dictionary<long, long>())
            {
                session.Execute(Came, new { TenantId = tenantId, AuditId = auditId, EventId = eventId });
            }

            if (gone.Count > 0)
            {
                session.Execute(
                    $"DELETE FROM gap WHERE tenant_id = @tenantId AND state <> 3 AND audit_id IN (SELECT value FROM {session.Dialect.Numbers("@ids", "gone")})",
                    new { tenantId, ids = SqlDialect.List(gone) });
            }
        });

    public async Task<IReadOnlyDictionary<string, GapCursor>> CursorsAsync(long tenantId, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenReadAsync(cancellationToken);
        var rows = await connection.QueryAsync<GapCursor>(new CommandDefinition(
            "SELECT event AS Event, settled_to AS SettledTo, seen_to AS SeenTo, seen_at AS SeenAt FROM gap_cursor WHERE tenant_id = @tenantId", new { tenantId }, cancellationToken: cancellationToken));
        return rows.ToDictionary(row => row.Event, StringComparer.Ordinal);
    }

    public Task MoveAsync(long tenantId, GapCursor cursor) =>
        database.WriteAsync(session => session.Execute(
            """
            INSERT INTO gap_cursor (tenant_id, event, settled_to, seen_to, seen_at) VALUES (@tenantId, @Event, @SettledTo, @SeenTo, @SeenAt)
            ON CONFLICT (tenant_id, event) DO UPDATE SET settled_to = excluded.settled_to, seen_to = excluded.seen_to, seen_at = excluded.seen_at
            """, new { tenantId, cursor.Event, cursor.SettledTo, cursor.SeenTo, cursor.SeenAt }));

    /// <summary>When the tenant did not tell of events, by their names.</summary>
    public async Task<ILookup<string, OffTime>> OffAsync(long tenantId, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenReadAsync(cancellationToken);
        var rows = await connection.QueryAsync<OffTime>(new CommandDefinition(
            "SELECT event AS Event, off_from AS OffFrom, off_until AS OffUntil FROM event_off WHERE tenant_id = @tenantId ORDER BY event, off_from", new { tenantId }, cancellationToken: cancellationToken));
        return rows.ToLookup(row => row.Event, StringComparer.Ordinal);
    }

    /// <summary>Those that were missing when their event was switched off, oldest first.</summary>
    /// <param name="after">Behind this entry.</param>
    public async Task<List<Gap>> SwitchedOffAsync(long tenantId, long after, int most, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenReadAsync(cancellationToken);
        return (await connection.QueryAsync<Gap>(new CommandDefinition(
            $"""
            SELECT {Columns} FROM gap WHERE tenant_id = @tenantId AND reason = '{Reasons.SwitchedOff}' AND detail IS NULL AND state = {(int)GapState.Explained} AND audit_id > @after
            ORDER BY audit_id LIMIT @most
            """, new { tenantId, after, most }, cancellationToken: cancellationToken))).AsList();
    }

    /// <summary>The tenant's import pauses, also those that are over.</summary>
    public async Task<IReadOnlyList<ImportPause>> PausesAsync(long tenantId, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenReadAsync(cancellationToken);
        return await ImportPauseStore.ListAsync(connection, tenantId, MostListed, cancellationToken);
    }

    /// <summary>By tenant number; only those that were tried, or have a rule.</summary>
    public async Task<IReadOnlyDictionary<long, GapStanding>> StandingsAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenReadAsync(cancellationToken);
        var rows = await connection.QueryAsync<GapStanding>(new CommandDefinition(
            "SELECT tenant_id AS TenantId, makes_up AS MakesUp, compared_at AS ComparedAt, tried_at AS TriedAt, entries AS Entries, problem AS Problem, lacks AS Lacks FROM gap_tenant",
            cancellationToken: cancellationToken));
        return rows.ToDictionary(row => row.TenantId);
    }

    public Task TriedAsync(GapStanding standing) =>
        database.WriteAsync(session => session.Execute(
            """
            INSERT INTO gap_tenant (tenant_id, makes_up, compared_at, tried_at, entries, problem, lacks) VALUES (@TenantId, 0, @ComparedAt, @TriedAt, @Entries, @Problem, @lacks)
            ON CONFLICT (tenant_id) DO UPDATE SET compared_at = COALESCE(excluded.compared_at, gap_tenant.compared_at), tried_at = excluded.tried_at, entries = excluded.entries,
                problem = excluded.problem, lacks = excluded.lacks
            """, new { standing.TenantId, standing.ComparedAt, standing.TriedAt, standing.Entries, standing.Problem, lacks = standing.Lacks ? 1 : 0 }));

    /// <returns>False: it was so already.</returns>
    public Task<bool> RuleAsync(long tenantId, bool makesUp) =>
        database.WriteAsync(session => session.Execute(
            """
            INSERT INTO gap_tenant (tenant_id, makes_up, entries, lacks) SELECT @tenantId, @makesUp, 0, 0
            WHERE @makesUp = 1 OR EXISTS (SELECT 1 FROM gap_tenant WHERE tenant_id = @tenantId)
            ON CONFLICT (tenant_id) DO UPDATE SET makes_up = excluded.makes_up WHERE gap_tenant.makes_up <> excluded.makes_up
            """, new { tenantId, makesUp = makesUp ? 1 : 0 }) > 0);

    /// <summary>What is done with and older than <see cref="GapsOptions.Keep"/>.</summary>
    public Task ForgetAsync(long tenantId, TimeSpan kept) =>
        database.WriteAsync(session => session.Execute(
            "DELETE FROM gap WHERE tenant_id = @tenantId AND made_at < @before", new { tenantId, before = (time.GetUtcNow() - kept).ToUnixTimeMilliseconds() }));

    /// <inheritdoc/>
    public void End(WriteSession session, long tenantId, long now)
    {
        session.Execute("DELETE FROM gap WHERE tenant_id = @tenantId", new { tenantId });
        session.Execute("DELETE FROM gap_cursor WHERE tenant_id = @tenantId", new { tenantId });
        session.Execute("DELETE FROM gap_tenant WHERE tenant_id = @tenantId", new { tenantId });
    }

    private static object Row(long tenantId, Gap gap) => new
    {
        TenantId = tenantId, gap.AuditId, gap.Event, gap.ResourceId, gap.ClientId, gap.LoanId, gap.SavingsId, gap.SubResourceId, gap.MadeAt, gap.FoundAt, State = (int)gap.State,
        gap.Reason, gap.Detail, Said = gap.Said ? 1 : 0, Confirmed = gap.Confirmed ? 1 : 0, gap.LookAt,
    };
}
