using Microsoft.Extensions.DependencyInjection;
using SmsBridge.Operators;
using SmsBridge.Schedules;
using SmsBridge.Schedules.Reports;
using SmsBridge.Simulator.Core;
using SmsBridge.Tenants;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Schedules;

/// <summary>A run of a report through what goes wrong: columns that changed, rows that lack something, a core that is away, a restart, a stop.</summary>
public sealed class ReportRunTests : IAsyncLifetime
{
    private readonly SmsBridgeApp _app = new();
    private ReportStage _stage = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _app.Settings["Schedules:MostRows"] = "300";
        _app.Settings["Schedules:MaxReportBytes"] = "65536";
        await _app.InitializeAsync();
        _stage = await ReportStage.SetUpAsync(_app);
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Fact]
    public async Task Columns_that_changed_park_the_run_with_words_and_once_they_are_back_it_is_told_again()
    {
        await _stage.SetAsync("birthday", ReportStage.OfBirthday);
        _stage.Has(ReportStage.Birthday, ["officeId"], ("id", "INTEGER"), ("fullName", "STRING"), ("mobileNo", "STRING"), ("age", "INTEGER"));

        await _stage.TickAndSendAsync();
        _app.Gateway.Sent.ShouldBeEmpty();
        var run = await _stage.RunAsync("birthday");
        (run.State, run.Problem).ShouldBe(("given_up", "Nobody was told. The report has no column firstname, or more than one of that name. It has: id, fullname, mobileno, age."));

        (await _stage.AttentionAsync()).ShouldHaveSingleItem().Words.ShouldBe($"{_stage.Tenant.Id}'s report birthday did not get through: {run.Problem}");

        _stage.Has(ReportStage.Birthday, ["officeId"], ("AGE", "INTEGER"), ("FIRST_NAME", "STRING"), ("x", "STRING"), ("Id", "INTEGER"));
        _stage.Rows = [[40L, "Jane", null, TestTenant.Client]];
        (await _stage.BeginAsync("birthday")).ShouldBeOfType<Outcome.Done>();
        await _stage.TickAndSendAsync();
        _app.Gateway.Sent.ShouldHaveSingleItem().Body.ShouldBe("Happy birthday, Jane! 40 years.");
        (await _stage.AttentionAsync()).ShouldBeEmpty();
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public async Task Other_databases_and_older_cores_answer_in_other_forms_and_it_is_the_same(bool isLowerCase, bool isAllText)
    {
        await _stage.SetAsync("birthday", ReportStage.OfBirthday);
        (_stage.Books.Reports.IsLowerCase, _stage.Books.Reports.IsAllText) = (isLowerCase, isAllText);

        await _stage.TickAndSendAsync();

        _app.Gateway.Sent.ShouldHaveSingleItem().Body.ShouldBe("Happy birthday, Jane! 40 years.");
    }

    [Fact]
    public async Task A_row_that_lacks_something_is_left_out_and_said_and_the_others_go_on()
    {
        _stage.Books.AddClient(8, "Peter Otieno", "0712 345 679");
        _stage.Rows = [[TestTenant.Client, null, null, 40L], [null, "Ann", null, 3L], [8L, "Peter", null, 41L], [8L, "Peter", null, 41L]];
        await _stage.SetAsync("birthday", ReportStage.OfBirthday);

        await _stage.TickAndSendAsync();

        _app.Gateway.Sent.ShouldHaveSingleItem().Body.ShouldBe("Happy birthday, Peter! 41 years.");
        var run = await _stage.RunAsync("birthday");
        (run.State, run.Listed, run.Asked, run.Entered, run.Known, run.Repeated, run.Unread).ShouldBe(("done", 4, 2, 1, 0, 1L, 2));
        run.Problem.ShouldBe(
            "Rows were left out; the first is row 1: firstname is empty. 1 row is of the same client as an earlier one, of which one is told: a column that tells them apart can be named (--key, keyColumn).");
    }

    [Fact]
    public async Task Rows_of_one_client_are_told_apart_by_a_column_where_one_is_named()
    {
        _stage.Rows = [[TestTenant.Client, "Jane", "A", 40L], [TestTenant.Client, "Jane", "B", 40L], [TestTenant.Client, "Jane", "B", 40L]];
        await _stage.SetAsync("birthday", ReportStage.OfBirthday with { KeyColumn = "Mobile No", Text = "{{mobileno}}" });

        await _stage.TickAndSendAsync();

        _app.Gateway.Sent.Select(sms => sms.Body).ShouldBe(["A", "B"], ignoreOrder: true);
    }

    [Fact]
    public async Task More_rows_or_bytes_than_are_taken_park_the_run_and_are_refused_when_it_is_saved()
    {
        await _stage.SetAsync("birthday", ReportStage.OfBirthday);
        _stage.Rows = [.. Enumerable.Range(0, 301).Select(_ => new object?[] { TestTenant.Client, "Jane", null, 40L })];
        await _stage.TickAndSendAsync();
        (await _stage.RunAsync("birthday")).Problem!.ShouldStartWith("Nobody was told. The report has 301 rows, and Schedules:MostRows is 300");
        (await _stage.TrySetAsync("second", ReportStage.OfBirthday)).ShouldBeOfType<Outcome.Refused>().Words.ShouldContain("301 rows");

        _stage.Rows = [[TestTenant.Client, new string('x', 70_000), null, 40L]];
        (await _stage.TrySetAsync("second", ReportStage.OfBirthday)).ShouldBeOfType<Outcome.NotNow>().Words.ShouldContain("larger than the bridge takes");
        _app.Gateway.Sent.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_core_that_is_away_or_refuses_is_waited_for_and_says_why()
    {
        await _stage.SetAsync("birthday", ReportStage.OfBirthday);
        _stage.Books.AddUser(new StandInUser(SmsBridgeApp.User, SmsBridgeApp.Password) { Permissions = ["READ_CLIENT"] });
        await _stage.TickAsync();
        (await _stage.RunAsync("birthday")).Problem!.ShouldStartWith("Give the core's user READ_ and the report's name, or REPORTING_SUPER_USER.");
        var asked = _stage.Books.Reports.Runs;
        await _stage.TickAsync();
        _stage.Books.Reports.Runs.ShouldBe(asked, "it waits before it asks again");

        _stage.Books.AddUser(new StandInUser(SmsBridgeApp.User, SmsBridgeApp.Password) { Permissions = ["READ_CLIENT", $"READ_{ReportStage.Birthday}"] });
        _app.Core.Faults.Add(new CoreFault("/runreports") { Status = 503 });
        _app.Clock.Advance(TimeSpan.FromMinutes(2));
        await _stage.TickAsync();
        (await _stage.RunAsync("birthday")).State.ShouldBe("under_way");

        _app.Core.Faults.Clear();
        _app.Clock.Advance(TimeSpan.FromMinutes(3));
        await _stage.TickAndSendAsync();
        (await _stage.RunAsync("birthday")).Problem.ShouldBeNull();
        _app.Gateway.Sent.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_run_that_never_gets_an_answer_ends_after_a_day()
    {
        await _stage.SetAsync("birthday", ReportStage.OfBirthday with { Days = ["sat"] });
        _app.Core.Faults.Add(new CoreFault("/runreports") { Status = 503 });
        await _stage.TickAsync();
        _app.Clock.Advance(TimeSpan.FromHours(24));
        await _stage.TickAsync();

        (await _stage.RunsAsync("birthday")).ShouldHaveSingleItem().State.ShouldBe("given_up", "and Sunday is none of its days");
    }

    [Fact]
    public async Task After_a_restart_in_the_middle_nobody_is_told_twice_and_the_counts_are_right()
    {
        _stage.Crowd(250);
        await _stage.SetAsync("birthday", ReportStage.OfBirthday);
        await _stage.TickAsync();
        await using var restarted = await _app.RestartAsync();
        var stage = _stage.On(restarted);
        stage.Has(ReportStage.Birthday, ["officeId"], ("id", "INTEGER"), ("firstName", "STRING"), ("mobileNo", "STRING"), ("age", "INTEGER"));
        await restarted.MeddleAsync("UPDATE schedule_run SET state = 1, ended_at = NULL, entered = 100, listed = 100, asked = 100"); // as after the first hundred
        await restarted.MeddleAsync("UPDATE event SET verdict = 2 WHERE client_id >= 1100");

        await stage.TickAsync();

        var run = await stage.RunAsync("birthday");
        (run.State, run.Listed, run.Asked, run.Entered, run.Known, run.Repeated).ShouldBe(("done", 250, 250, 250, 0, 0L));
        (await restarted.QueryAsync<long>("SELECT COUNT(*) FROM event WHERE verdict = 1")).ShouldBe([250L]);
    }

    [Fact]
    public async Task After_a_stop_nothing_more_becomes_an_event()
    {
        await _stage.SetAsync("birthday", ReportStage.OfBirthday with { Enabled = false });
        await _stage.TickAsync();
        (await _stage.RunsAsync("birthday")).ShouldBeEmpty("it is run only when somebody says so");
        (await _stage.BeginAsync("birthday")).ShouldBeOfType<Outcome.Done>();
        (await _stage.BeginAsync("birthday")).ShouldBeOfType<Outcome.NotNow>();
        var store = _app.Services.GetRequiredService<ScheduleStore>();
        var run = (await store.UnderWayAsync(Cancellation)).ShouldHaveSingleItem();

        (await _stage.Verbs.StopAsync(Caller.CommandLine, _stage.Tenant.Id, "birthday")).ShouldBeOfType<Outcome.Done>();
        var schedule = (await _app.Services.GetRequiredService<ReportStore>().AllAsync(Cancellation)).ShouldHaveSingleItem();
        var access = ((SmsBridge.Core.CoreAccessReading.Ready)_app.Services.GetRequiredService<ReportConditions>().Access(_app.Services.GetRequiredService<TenantDirectory>().Find(_stage.Tenant.Id)!)).Access;
        (await _app.Services.GetRequiredService<ReportTurn>().RunAsync(access, schedule, run, Cancellation)).ShouldBeNull();

        (await _app.QueryAsync<long>("SELECT COUNT(*) FROM event")).ShouldBe([0L]);
        (await _stage.RunAsync("birthday")).State.ShouldBe("stopped");
    }

    [Fact]
    public async Task Switched_off_it_ends_the_run_under_way_also_while_its_core_is_silent()
    {
        await _stage.SetAsync("birthday", ReportStage.OfBirthday);
        _app.Core.Faults.Add(new CoreFault("/runreports") { Status = 503 });
        await _stage.TickAsync();
        (await _stage.RunAsync("birthday")).State.ShouldBe("under_way");

        (await _stage.SetAsync("birthday", new CoreReportRequest { Enabled = false })).ShouldContain("The run that was under way is stopped");
        _app.Core.Faults.Clear();
        _app.Clock.Advance(TimeSpan.FromMinutes(5));
        await _stage.TickAndSendAsync();

        (await _stage.RunsAsync("birthday")).ShouldHaveSingleItem().State.ShouldBe("stopped");
        _app.Gateway.Sent.ShouldBeEmpty();
    }

    [Fact]
    public async Task What_somebody_tried_by_hand_takes_the_timetables_run_of_the_day_not_away()
    {
        await _stage.SetAsync("birthday", ReportStage.OfBirthday);
        (await _stage.BeginAsync("birthday")).ShouldBeOfType<Outcome.Done>();
        await _stage.Verbs.StopAsync(Caller.CommandLine, _stage.Tenant.Id, "birthday");

        await _stage.TickAndSendAsync();

        (await _stage.RunsAsync("birthday")).Select(run => run.State).ShouldBe(["done", "stopped"]);
        _app.Gateway.Sent.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_run_that_was_interrupted_on_its_day_tells_nobody_the_day_after()
    {
        _stage.Crowd(3);
        await _stage.SetAsync("birthday", ReportStage.OfBirthday with { Days = ["sat"] });
        await _stage.TickAsync();
        await _app.MeddleAsync("UPDATE schedule_run SET state = 1, ended_at = NULL"); // as where the process ended after the last rows
        _app.Clock.Advance(TimeSpan.FromHours(14)); // the morning after

        await _stage.TickAsync();

        var run = await _stage.RunAsync("birthday");
        (run.State, run.Problem).ShouldBe(("given_up", "Its day is over. 3 rows made events before, the others did not."));
        (await _app.QueryAsync<long>("SELECT COUNT(*) FROM event WHERE verdict = 1")).ShouldBe([3L]);
    }

    [Fact]
    public async Task By_which_columns_rows_are_told_apart_is_not_changed_on_a_day_it_was_run()
    {
        _stage.Has(ReportStage.Arrears, [], ("loanId", "INTEGER"), ("clientId", "INTEGER"), ("totalDue", "DECIMAL"));
        _stage.Rows = [[TestTenant.Loan, TestTenant.Client, 100m]];
        await _stage.SetAsync("late", ReportStage.OfArrears);
        await _stage.TickAsync();

        (await _stage.TrySetAsync("late", ReportStage.OfArrears with { ClientColumn = "clientId" })).ShouldBeOfType<Outcome.Refused>().Words.ShouldContain("Change them tomorrow");
        (await _stage.TrySetAsync("late", ReportStage.OfArrears with { Text = "Please pay {{totaldue}} soon." })).ShouldBeOfType<Outcome.Done>();
        _app.Clock.Advance(TimeSpan.FromDays(1));
        (await _stage.TrySetAsync("late", ReportStage.OfArrears with { ClientColumn = "clientId" })).ShouldBeOfType<Outcome.Done>();
    }

    [Fact]
    public async Task Off_the_timetable_its_run_ends_too()
    {
        await _stage.SetAsync("birthday", ReportStage.OfBirthday with { Enabled = false });
        (await _stage.BeginAsync("birthday")).ShouldBeOfType<Outcome.Done>();
        (await _stage.Verbs.RemoveAsync(Caller.CommandLine, _stage.Tenant.Id, "birthday")).ShouldBeOfType<Outcome.Done>();
        await _stage.TickAsync();

        (await _app.QueryAsync<(long, string?)>("SELECT state, problem FROM schedule_run")).ShouldBe([((long)RunState.Stopped, (string?)"Taken off the timetable by command line.")]);
        (await _app.QueryAsync<long>("SELECT COUNT(*) FROM event")).ShouldBe([0L]);
    }

    [Fact]
    public async Task Where_the_text_is_off_or_the_tenant_paused_nothing_is_asked()
    {
        _stage.Rows = [[TestTenant.Loan, _stage.Today.AddDays(1), 900m]];
        await _stage.Tenant.Texts().PutAsync($"/{ScheduleStage.Due}", new { enabled = false });
        (await _stage.SetAsync("due", ReportStage.OfDue)).ShouldContain("Nobody is told yet: switch on the text of LOAN REPAYMENTDUE.");
        var asked = _stage.Books.Reports.Runs;
        await _stage.TickAsync();
        (await _stage.RunAsync("due")).Problem.ShouldBe("The text of LOAN REPAYMENTDUE is switched off.");
        await _app.Services.GetRequiredService<TenantVerbs>().PauseAsync(Caller.CommandLine, _stage.Tenant.Id, "a test");
        _app.Clock.Advance(TimeSpan.FromMinutes(6));
        await _stage.TickAsync();

        (await _stage.RunAsync("due")).Problem!.ShouldStartWith("It waits for the tenant");
        _stage.Books.Reports.Runs.ShouldBe(asked);
    }

    [Fact]
    public async Task Reports_and_reminders_keep_their_runs_apart()
    {
        await _stage.SetAsync("birthday", ReportStage.OfBirthday);
        await _stage.Schedules.SetAsync(new ScheduleRequest { Enabled = true });
        await _stage.TickAsync();
        await _stage.Schedules.TickAsync();

        (await _stage.RunsAsync("birthday")).ShouldHaveSingleItem().State.ShouldBe("done");
        (await _stage.Schedules.ViewAsync()).Runs.ShouldHaveSingleItem().State.ShouldBe("done");
    }
}
