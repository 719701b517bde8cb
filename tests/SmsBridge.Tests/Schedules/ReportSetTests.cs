using SmsBridge.Operators;
using SmsBridge.Schedules;
using SmsBridge.Schedules.Reports;
using SmsBridge.Simulator.Core;
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

    [Fact]
    public async Task Taken_off_and_put_back_by_other_columns_it_tells_nobody_again_that_day()
    {
        await _stage.SetAsync("birthday", ReportStage.OfBirthday);
        await _stage.TickAndSendAsync();
        await _stage.RemoveAsync("birthday");

        var other = ReportStage.OfBirthday with { KeyColumn = "age" };
        (await _stage.TrySetAsync("birthday", other)).ShouldBeOfType<Outcome.Refused>().Words.ShouldStartWith("It was run today, before it was taken off");
        await _stage.SetAsync("birthday", ReportStage.OfBirthday with { Text = "Again, {{firstname}}!" });
        (await _stage.BeginAsync("birthday")).ShouldBeOfType<Outcome.Done>();
        await _stage.TickAndSendAsync();
        _app.Gateway.Sent.Count.ShouldBe(1, "by the same columns what was told is known");

        _app.Clock.Advance(TimeSpan.FromDays(1));
        (await _stage.TrySetAsync("birthday", other)).ShouldBeOfType<Outcome.Done>();
    }

    [Fact]
    public async Task What_a_row_is_told_as_is_not_changed_either_where_it_is_known_by_something_else_then()
    {
        _stage.Books.AddLoan(new StandInLoan(TestTenant.Loan, TestTenant.Client, 1_000m) { Overdue = 900m });
        _stage.Rows = [[TestTenant.Loan, _stage.Today, 900m]];
        await _stage.SetAsync("late", ReportStage.OfArrears);
        await _stage.TickAsync();

        (await _stage.TrySetAsync("late", ReportStage.OfDue with { Tells = ScheduleStage.Overdue })).ShouldBeOfType<Outcome.Refused>();
        (await _stage.TrySetAsync("late", new CoreReportRequest { Tells = "service" })).ShouldBeOfType<Outcome.Done>("a row is known by the same");
    }

    [Fact]
    public async Task Where_a_run_told_nobody_its_columns_are_mended_the_same_day()
    {
        _stage.Rows = [[null, "Jane", null, 40L]];
        await _stage.SetAsync("birthday", ReportStage.OfBirthday);
        await _stage.TickAsync();
        (await _stage.RunAsync("birthday")).Unread.ShouldBe(1);

        (await _stage.TrySetAsync("birthday", ReportStage.OfBirthday with { KeyColumn = "age" })).ShouldBeOfType<Outcome.Done>();
    }

    [Fact]
    public async Task What_did_not_get_through_needs_no_attention_once_it_is_switched_off_or_mended()
    {
        await _stage.SetAsync("birthday", ReportStage.OfBirthday);
        _stage.Has(ReportStage.Birthday, ["officeId"], ("id", "INTEGER"), ("fullName", "STRING"), ("mobileNo", "STRING"), ("age", "INTEGER"));
        await _stage.TickAsync();
        (await _stage.AttentionAsync()).ShouldHaveSingleItem();
        (await _stage.TrySetAsync("birthday", new CoreReportRequest { Text = "Dear {{nobody}}" })).ShouldBeOfType<Outcome.Refused>();
        (await _stage.AttentionAsync()).ShouldHaveSingleItem();

        await _stage.SetAsync("birthday", new CoreReportRequest { Enabled = false });
        (await _stage.AttentionAsync()).ShouldBeEmpty("it was switched off");

        (await _stage.SetAsync("birthday", new CoreReportRequest { Enabled = true, Text = "Dear {{fullname}}" })).ShouldContain("The run that did not get through is not made up for by itself");
        (await _stage.AttentionAsync()).ShouldBeEmpty("it was mended");
        (await _stage.RunAsync("birthday")).State.ShouldBe("given_up", "it is what became of that run all the same");

        _stage.Rows = [.. Enumerable.Repeat<object?[]>([TestTenant.Client, "Jane", null, 40L], 10_001)];
        _app.Clock.Advance(TimeSpan.FromDays(1));
        await _stage.TickAsync();
        (await _stage.AttentionAsync()).ShouldHaveSingleItem("what goes wrong afterwards is new").Words.ShouldContain("10001 rows");
    }

    private async Task<List<(string? Before, string After)>> AuditAsync(string which = "after LIKE 'birthday%' OR before LIKE 'birthday%'") =>
        await _app.QueryAsync<(string?, string)>($"SELECT before, after FROM audit WHERE action = '{AuditActions.Schedule}' AND ({which}) ORDER BY id");
}
