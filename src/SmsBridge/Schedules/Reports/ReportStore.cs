using Dapper;
using SmsBridge.Store;
using SmsBridge.Tenants;

namespace SmsBridge.Schedules.Reports;

/// <summary>Sole writer of <c>report_schedule</c>.</summary>
internal sealed class ReportStore(Database database) : IEndsWithTenant
{
    private const string Columns =
        """
        SELECT tenant_id AS TenantId, name AS Name, enabled AS Enabled, begins AS Begins, time_zone AS TimeZone, days AS Days, report AS Report, parameters AS Parameters, tells AS Tells,
            text AS Text, loan_column AS LoanColumn, client_column AS ClientColumn, day_column AS DayColumn, key_column AS KeyColumn
        FROM report_schedule
        """;

    private const string Put =
        """
        INSERT INTO report_schedule (tenant_id, name, enabled, begins, time_zone, days, report, parameters, tells, text, loan_column, client_column, day_column, key_column)
        VALUES (@TenantId, @Name, @enabled, @Begins, @TimeZone, @Days, @Report, @Parameters, @Tells, @Text, @LoanColumn, @ClientColumn, @DayColumn, @KeyColumn)
        ON CONFLICT (tenant_id, name) DO UPDATE SET enabled = excluded.enabled, begins = excluded.begins, time_zone = excluded.time_zone, days = excluded.days, report = excluded.report,
            parameters = excluded.parameters, tells = excluded.tells, text = excluded.text, loan_column = excluded.loan_column, client_column = excluded.client_column,
            day_column = excluded.day_column, key_column = excluded.key_column
        """;

    public async Task<IReadOnlyList<ReportSchedule>> AllAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenReadAsync(cancellationToken);
        return (await connection.QueryAsync<ReportSchedule>(new CommandDefinition(Columns, cancellationToken: cancellationToken))).AsList();
    }

    public async Task<IReadOnlyList<ReportSchedule>> OfAsync(long tenantId, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenReadAsync(cancellationToken);
        return (await connection.QueryAsync<ReportSchedule>(new CommandDefinition(
            $"{Columns} WHERE tenant_id = @tenantId ORDER BY name", new { tenantId }, cancellationToken: cancellationToken))).AsList();
    }

    public async Task<ReportSchedule?> FindAsync(long tenantId, string name, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenReadAsync(cancellationToken);
        return await connection.QueryFirstOrDefaultAsync<ReportSchedule>(new CommandDefinition(
            $"{Columns} WHERE tenant_id = @tenantId AND name = @name", new { tenantId, name }, cancellationToken: cancellationToken));
    }

    /// <summary>By which clocks a tenant's reports go, by name.</summary>
    public async Task<IReadOnlyList<string>> ZonesOfAsync(long tenantId, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenBriefReadAsync(); // a few rows by their key, and the relay waits for them
        return (await connection.QueryAsync<string>(new CommandDefinition(
            "SELECT time_zone FROM report_schedule WHERE tenant_id = @tenantId ORDER BY name", new { tenantId }, cancellationToken: cancellationToken))).AsList();
    }

    /// <param name="most">Schedules that a tenant may have.</param>
    /// <returns>False: it has as many, and this would be another.</returns>
    public Task<bool> SetAsync(ReportSchedule schedule, int most) =>
        database.WriteAsync(session =>
        {
            if (session.Scalar<long>("SELECT COUNT(*) FROM report_schedule WHERE tenant_id = @TenantId AND name <> @Name", new { schedule.TenantId, schedule.Name }) >= most)
            {
                return false;
            }

            session.Execute(Put, new
            {
                schedule.TenantId, schedule.Name, enabled = schedule.Enabled ? 1 : 0, schedule.Begins, schedule.TimeZone, schedule.Days, schedule.Report, schedule.Parameters, schedule.Tells,
                schedule.Text, schedule.LoanColumn, schedule.ClientColumn, schedule.DayColumn, schedule.KeyColumn,
            });
            return true;
        });

    /// <returns>False: there is none.</returns>
    public Task<bool> RemoveAsync(long tenantId, string name) =>
        database.WriteAsync(session => session.Execute("DELETE FROM report_schedule WHERE tenant_id = @tenantId AND name = @name", new { tenantId, name }) > 0);

    /// <inheritdoc/>
    public void End(WriteSession session, long tenantId, long now) => session.Execute("DELETE FROM report_schedule WHERE tenant_id = @tenantId", new { tenantId });
}
