using SmsBridge.Operators;
using SmsBridge.Schedules;
using SmsBridge.Schedules.Reports;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Schedules;

/// <summary>What is set, changed and taken away of a report, and what stays known of it.</summary>
public sealed class ReportSetTests : IAsyncLifetime
{
    private readonly SmsBridgeApp _app = new();
    private ReportStage _stage = null!;

    public async ValueTask InitializeAsync()
    {
        await _app.InitializeAsync();
        _stage = await ReportStage.SetUpAsync(_app);
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Fact]
    public async Task The_audit_holds_what_clients_are_told_and_whom_rows_are_about()
    {
        const string Set =
            "birthday: the report Happy Birthday is run from 08:00 (UTC) every day; each row is told as promotion by a text of its own. Parameters: R_officeId=1. Columns: client: id. Text: ";
        const string First = $"{Set}Happy birthday, {{{{firstname}}}}! {{{{age}}}} years.";
        const string Second = $"{Set}Many happy returns, {{{{firstname}}}}!";
        await _stage.SetAsync("birthday", ReportStage.OfBirthday);
        await _stage.SetAsync("birthday", new CoreReportRequest { Text = "Many happy returns, {{firstname}}!" });
        await _stage.SetAsync("birthday", new CoreReportRequest { KeyColumn = "age", Parameters = new(StringComparer.Ordinal) { ["R_officeId"] = "2" } });
        await _stage.SetAsync("birthday", new CoreReportRequest { Enabled = false });
        await _stage.RemoveAsync("birthday");

        var last = Second.Replace("officeId=1", "officeId=2", StringComparison.Ordinal).Replace("client: id", "client: id, told apart by: age", StringComparison.Ordinal);
        var off = last.Replace("from 08:00 (UTC) every day", "only when somebody says so", StringComparison.Ordinal)
            .Replace(" Parameters:", " Its times: from 08:00 (UTC) every day. Parameters:", StringComparison.Ordinal);
        (await AuditAsync()).ShouldBe([(null, First), (First, Second), (Second, last), (last, off), (off, "taken off the timetable")]);
    }

    [Fact]
    public async Task The_audit_holds_what_stays_set_of_reminders_that_are_switched_off()
    {
        await _stage.Schedules.SetAsync(new ScheduleRequest { DueDays = 5 });

        var (before, after) = (await AuditAsync("after LIKE '%loans are not%'"))[^1];
        before!.ShouldEndWith($"are not gone through. Set is: {Words("from 3 days ahead")}");
        after.ShouldEndWith($"are not gone through. Set is: {Words("from 5 days ahead")}");

        string Words(string days) =>
            $"{_stage.Tenant.Id}'s loans are gone through from 02:00 (UTC) every day; clients are told of an instalment that falls due {days} up to its day, and of one that was not paid from 1 to 4 days after its day.";
    }

    private async Task<List<(string? Before, string After)>> AuditAsync(string which = "after LIKE 'birthday%' OR before LIKE 'birthday%'") =>
        await _app.QueryAsync<(string?, string)>($"SELECT before, after FROM audit WHERE action = '{AuditActions.Schedule}' AND ({which}) ORDER BY id");
}
