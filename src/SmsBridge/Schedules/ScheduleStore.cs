using Dapper;
using SmsBridge.Ledger;
using SmsBridge.Messages;
using SmsBridge.Store;
using SmsBridge.Tenants;

namespace SmsBridge.Schedules;

/// <summary>Sole writer of <c>reminder_schedule</c>, <c>reminder_loan</c> and <c>schedule_run</c>.</summary>
internal sealed class ScheduleStore(Database database, EventInbox inbox, TimeProvider time) : IEndsWithTenant
{
    public const int MostListed = 50;

    private const string Columns =
        """
        id AS Id, tenant_id AS TenantId, schedule AS Schedule, run_day AS RunDay, state AS State, started_at AS StartedAt, ended_at AS EndedAt, started_by AS StartedBy, place AS Place,
        last_id AS LastId, listed AS Listed, asked AS Asked, entered AS Entered, known AS Known, unread AS Unread, misses AS Misses, try_at AS TryAt, problem AS Problem
        """;

    private const string Settings =
        """
        SELECT tenant_id AS TenantId, enabled AS Enabled, begins AS Begins, time_zone AS TimeZone, due_days AS DueDays, overdue_days AS OverdueDays, looked_for AS LookedFor
        FROM reminder_schedule
        """;

    private const string Put =
        """
        INSERT INTO reminder_schedule (tenant_id, enabled, begins, time_zone, due_days, overdue_days) VALUES (@TenantId, @enabled, @Begins, @TimeZone, @DueDays, @OverdueDays)
        ON CONFLICT (tenant_id) DO UPDATE SET enabled = excluded.enabled, begins = excluded.begins, time_zone = excluded.time_zone, due_days = excluded.due_days,
            overdue_days = excluded.overdue_days
        """;

    /// <summary>The unique index lets only one of a schedule be under way.</summary>
    private const string Begin =
        """
        INSERT INTO schedule_run (tenant_id, schedule, run_day, state, started_at, started_by, place, last_id, listed, asked, entered, known, unread, misses, try_at)
        VALUES (@TenantId, @Schedule, @RunDay, 1, @StartedAt, @StartedBy, 0, 0, 0, 0, 0, 0, 0, 0, 0) ON CONFLICT DO NOTHING
        """;

    private const string Progress =
        """
        UPDATE schedule_run SET state = @state, ended_at = @EndedAt, place = @Place, last_id = @LastId, listed = @Listed, asked = @Asked, entered = @Entered, known = @Known,
            unread = @Unread, misses = @Misses, try_at = @TryAt, problem = @Problem
        WHERE id = @Id AND ended_at IS NULL
        """;

    private const string Look =
        """
        INSERT INTO reminder_loan (tenant_id, loan_id, look_on) VALUES (@tenantId, @loanId, @lookOn)
        ON CONFLICT (tenant_id, loan_id) DO UPDATE SET look_on = excluded.look_on
        """;

    public async Task<IReadOnlyList<ReminderSchedule>> AllAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenReadAsync(cancellationToken);
        return (await connection.QueryAsync<ReminderSchedule>(new CommandDefinition(Settings, cancellationToken: cancellationToken))).AsList();
    }

    public async Task<ReminderSchedule?> FindAsync(long tenantId, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenBriefReadAsync(); // one row by its key, and the relay waits for it
        return await connection.QueryFirstOrDefaultAsync<ReminderSchedule>(new CommandDefinition(
            $"{Settings} WHERE tenant_id = @tenantId", new { tenantId }, cancellationToken: cancellationToken));
    }

    public Task SetAsync(ReminderSchedule schedule) =>
        database.WriteAsync(session => session.Execute(Put, new
        {
            schedule.TenantId, enabled = schedule.Enabled ? 1 : 0, schedule.Begins, schedule.TimeZone, schedule.DueDays, schedule.OverdueDays,
        }));

    /// <summary>What was found out about loans was for another wish: it is looked for anew, from the first loan on.</summary>
    public Task LookForAsync(long tenantId, string wanted) =>
        database.WriteAsync(session =>
        {
            session.Execute("DELETE FROM reminder_loan WHERE tenant_id = @tenantId", new { tenantId });
            session.Execute("UPDATE reminder_schedule SET looked_for = @wanted WHERE tenant_id = @tenantId", new { tenantId, wanted });
            session.Execute("UPDATE schedule_run SET place = 0, last_id = 0 WHERE tenant_id = @tenantId AND schedule = @Name AND ended_at IS NULL", new { tenantId, ReminderSchedule.Name });
        });

    /// <returns>False: one of this schedule is under way.</returns>
    public Task<bool> BeginAsync(ScheduleRun run) => database.WriteAsync(session => session.Execute(Begin, new { run.TenantId, run.Schedule, run.RunDay, run.StartedAt, run.StartedBy }) > 0);

    /// <summary>Writes down how far a run is.</summary>
    /// <returns>False: somebody ended it.</returns>
    public async Task<bool> SaveAsync(ScheduleRun run) => await EnterAsync(run, [], []) is not null;

    /// <summary>The same with what a few loans came to.</summary>
    /// <returns>The run as it is then; null: somebody ended it, and nothing was entered.</returns>
    public Task<ScheduleRun?> EnterAsync(ScheduleRun run, IReadOnlyList<LoanLook> looks, IReadOnlyList<NewEvent> reminders) =>
        database.WriteSoonAsync(new SaveTurn(run, looks, inbox.Prepare(reminders), reminders.Count));

    internal static bool IsUnderWay(WriteSession session, ScheduleRun run) =>
        session.Scalar<bool>("SELECT EXISTS (SELECT 1 FROM schedule_run WHERE id = @Id AND ended_at IS NULL)", new { run.Id });

    internal static void Save(WriteSession session, ScheduleRun run) => session.Execute(Progress, new
    {
        run.Id, state = (int)run.State, run.EndedAt, run.Place, run.LastId, run.Listed, run.Asked, run.Entered, run.Known, run.Unread, run.Misses, run.TryAt, run.Problem,
    });

    /// <summary>When each of them is to be looked at again.</summary>
    internal static void Remember(WriteSession session, long tenantId, IEnumerable<LoanLook> looks)
    {
        foreach (var look in looks.Where(look => look.Plan is not null))
        {
            session.Execute(Look, new { tenantId, loanId = look.LoanId, lookOn = EventDay.Number(look.Plan!.LookOn) });
        }
    }

    /// <returns>False: none is under way.</returns>
    public Task<bool> StopAsync(long tenantId, string schedule, string words) =>
        database.WriteAsync(session => session.Execute(
            "UPDATE schedule_run SET state = 3, ended_at = @now, problem = @words WHERE tenant_id = @tenantId AND schedule = @schedule AND ended_at IS NULL",
            new { tenantId, schedule, words, now = time.GetUtcNow().ToUnixTimeMilliseconds() }) > 0);

    /// <summary>What did not get through before needs nobody's attention any more.</summary>
    /// <returns>False: there was nothing.</returns>
    public Task<bool> MendedAsync(long tenantId, string schedule) =>
        database.WriteAsync(session => session.Execute("UPDATE schedule_run SET state = 5 WHERE tenant_id = @tenantId AND schedule = @schedule AND state = 4", new { tenantId, schedule }) > 0);

    /// <summary>Of all tenants.</summary>
    public async Task<IReadOnlyList<ScheduleRun>> UnderWayAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenReadAsync(cancellationToken);
        return (await connection.QueryAsync<ScheduleRun>(new CommandDefinition(
            $"SELECT {Columns} FROM schedule_run WHERE ended_at IS NULL ORDER BY id", cancellationToken: cancellationToken))).AsList();
    }

    /// <summary>Of one schedule, the newest first.</summary>
    public async Task<IReadOnlyList<ScheduleRun>> RunsAsync(long tenantId, string schedule, int most, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenReadAsync(cancellationToken);
        return (await connection.QueryAsync<ScheduleRun>(new CommandDefinition(
            $"SELECT {Columns} FROM schedule_run WHERE tenant_id = @tenantId AND schedule = @schedule ORDER BY id DESC LIMIT @most", new { tenantId, schedule, most }, cancellationToken: cancellationToken))).AsList();
    }

    /// <summary>Whether a schedule was gone through on a day, or begun to be.</summary>
    /// <param name="due">What is to be begun.</param>
    /// <param name="byHandToo">One that a person began counts too.</param>
    public async Task<bool> HasRunAsync(ScheduleRun due, bool byHandToo, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenReadAsync(cancellationToken);
        return await connection.ExecuteScalarAsync<long?>(new CommandDefinition(
            $"SELECT id FROM schedule_run WHERE tenant_id = @TenantId AND schedule = @Schedule AND run_day = @RunDay{(byHandToo ? "" : " AND started_by = @StartedBy")} LIMIT 1",
            new { due.TenantId, due.Schedule, due.RunDay, due.StartedBy }, cancellationToken: cancellationToken)) is not null;
    }

    /// <summary>Whether a report told rows on a day, or may be about to, apart by other columns.</summary>
    /// <param name="rowKey">By which they are told apart now.</param>
    public async Task<bool> HasToldOtherwiseAsync(long tenantId, string schedule, DateOnly day, long rowKey, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenReadAsync(cancellationToken);
        return await connection.ExecuteScalarAsync<long?>(new CommandDefinition(
            """
            SELECT id FROM schedule_run
            WHERE tenant_id = @tenantId AND schedule = @schedule AND run_day = @runDay AND (ended_at IS NULL OR entered > 0) AND place <> @rowKey LIMIT 1
            """, new { tenantId, schedule, runDay = EventDay.Number(day), rowKey }, cancellationToken: cancellationToken)) is not null;
    }

    /// <summary>Of these loans, which have nothing to tell on a day, as far as is known.</summary>
    public async Task<IReadOnlySet<long>> LaterAsync(long tenantId, IReadOnlyList<long> loans, long day, CancellationToken cancellationToken)
    {
        if (loans.Count == 0)
        {
            return new HashSet<long>();
        }

        await using var connection = await database.OpenReadAsync(cancellationToken);
        return (await connection.QueryAsync<long>(new CommandDefinition(
            "SELECT loan_id FROM reminder_loan WHERE tenant_id = @tenantId AND loan_id BETWEEN @first AND @last AND look_on > @day",
            new { tenantId, first = loans[0], last = loans[^1], day }, cancellationToken: cancellationToken))).ToHashSet();
    }

    /// <summary>Drops runs, and what is known of loans that have not been listed for longer than any is believed.</summary>
    public Task ForgetAsync(long tenantId, TimeSpan kept, DateOnly lookedBefore) =>
        database.WriteAsync(session =>
        {
            session.Execute(
                "DELETE FROM schedule_run WHERE tenant_id = @tenantId AND ended_at < @before", new { tenantId, before = (time.GetUtcNow() - kept).ToUnixTimeMilliseconds() });
            session.Execute("DELETE FROM reminder_loan WHERE tenant_id = @tenantId AND look_on < @before", new { tenantId, before = EventDay.Number(lookedBefore) });
        });

    /// <inheritdoc/>
    public void End(WriteSession session, long tenantId, long now)
    {
        session.Execute("DELETE FROM reminder_schedule WHERE tenant_id = @tenantId", new { tenantId });
        session.Execute("DELETE FROM reminder_loan WHERE tenant_id = @tenantId", new { tenantId });
        session.Execute("DELETE FROM schedule_run WHERE tenant_id = @tenantId", new { tenantId });
    }
}
