using Microsoft.Extensions.DependencyInjection;
using SmsBridge.Holding;
using SmsBridge.Ledger;
using SmsBridge.Messages;
using SmsBridge.Operators;
using SmsBridge.Schedules;
using SmsBridge.Simulator.Core;
using SmsBridge.Tests.Holding;
using SmsBridge.Tests.Privacy;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Schedules;

/// <summary>From a row of a core's report to the SMS.</summary>
public sealed class ReportStoryTests : IAsyncLifetime
{
    private readonly SmsBridgeApp _app = new();
    private ReportStage _stage = null!;

    private DateOnly Today => _stage.Today;

    public async ValueTask InitializeAsync()
    {
        await _app.InitializeAsync();
        _stage = await ReportStage.SetUpAsync(_app);
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Fact]
    public async Task Each_row_is_one_text_a_day_to_the_number_that_the_core_has_now()
    {
        await _stage.SetAsync("birthday", ReportStage.OfBirthday);

        await _stage.TickAsync();
        await _stage.TickAndSendAsync();

        var sms = _app.Gateway.Sent.ShouldHaveSingleItem();
        (sms.Body, sms.To.Value).ShouldBe(("Happy birthday, Jane! 40 years.", Some.Mobile));
        var run = await _stage.RunAsync("birthday");
        (run.State, run.Listed, run.Asked, run.Entered, run.Known, run.Unread, run.Problem).ShouldBe(("done", 1, 1, 1, 0, 0, null));

        (await _stage.BeginAsync("birthday")).ShouldBeOfType<Outcome.Done>();
        await _stage.TickAndSendAsync();
        (await _stage.RunAsync("birthday")).Known.ShouldBe(1);
        _app.Gateway.Sent.Count.ShouldBe(1, "a row is told once a day, however often it is run");

        _app.Clock.Advance(TimeSpan.FromDays(1));
        await _stage.TickAndSendAsync();
        _app.Gateway.Sent.Count.ShouldBe(2, "the next day is another");
    }

    [Fact]
    public async Task By_report_by_event_and_by_the_loans_schedule_an_instalment_is_one_sms_in_the_tenants_language()
    {
        await _stage.Tenant.Texts().PutAsync("", new { language = "sw" });
        var day = Today.AddDays(1);
        _stage.Schedules.Owes(TestTenant.Loan, (day, 900m));
        _stage.Rows = [[TestTenant.Loan, day, 900m]];
        await _stage.SetAsync("due", ReportStage.OfDue);

        await _stage.TickAsync();
        await _stage.Schedules.EventAsync("LoanRepaymentDue", day);
        await _stage.Schedules.SetAsync(new ScheduleRequest { Enabled = true });
        await _stage.Schedules.TickAsync();
        await _app.DrainAsync();

        (await _stage.Schedules.SentAsync()).ShouldHaveSingleItem().ShouldContain("zinatakiwa kulipwa");
        (await _stage.RunAsync("due")).Entered.ShouldBe(1);
        (await _stage.Schedules.RunAsync()).Known.ShouldBe(1);
    }

    [Fact]
    public async Task What_was_paid_between_the_run_and_the_sms_is_not_reminded_of()
    {
        _stage.Schedules.Owes(TestTenant.Loan, (Today.AddDays(1), 900m));
        _stage.Rows = [[TestTenant.Loan, Today.AddDays(1), 900m]];
        await _stage.SetAsync("due", ReportStage.OfDue);
        await _stage.TickAsync();
        _stage.Schedules.Owes(TestTenant.Loan, (Today.AddDays(1), 0m));

        await _app.DrainAsync();

        _app.Gateway.Sent.ShouldBeEmpty();
        (await _app.QueryAsync<(string?, string?)>("SELECT reason, detail FROM message")).ShouldHaveSingleItem().ShouldBe((Reasons.NotSoInCore, "The instalment has been paid."));
    }

    [Fact]
    public async Task Of_arrears_only_what_is_overdue_in_the_core_when_it_is_sent_is_told()
    {
        _stage.Books.AddClient(new StandInClient(8, "Peter Otieno", "0712 345 679") { StatusId = 600 });
        _stage.Books.AddLoan(new StandInLoan(TestTenant.Loan, TestTenant.Client, 1_000m) { Overdue = 900m });
        _stage.Books.AddLoan(new StandInLoan(32, TestTenant.Client, 1_000m)); // paid since
        _stage.Books.AddLoan(new StandInLoan(33, 8, 1_000m) { Overdue = 700m }); // whose client has left
        _stage.Books.AddLoan(new StandInLoan(34, TestTenant.Client, 1_000m) { Overdue = 700m, StatusId = 600 }); // closed
        _stage.Rows = [[TestTenant.Loan, Today, 900m], [32L, Today, 700m], [33L, Today, 700m], [34L, Today, 700m], [99L, Today, 700m]];
        await _stage.SetAsync("arrears", ReportStage.OfArrears);

        await _stage.TickAndSendAsync();
        await _app.DrainAfterAsync(TimeSpan.FromMinutes(5));

        _app.Gateway.Sent.ShouldHaveSingleItem().Body.ShouldBe("Please pay 900.00.");
        (await _stage.ReasonsAsync()).ShouldBe([null, Reasons.NotSoInCore, Reasons.NotSoInCore, Reasons.NotSoInCore, Reasons.NotFoundInCore]);
    }

    [Fact]
    public async Task A_row_that_names_another_client_than_the_loan_has_is_not_believed()
    {
        _stage.Has("Both", [], ("loan", "INTEGER"), ("client", "INTEGER"));
        _stage.Rows = [[TestTenant.Loan, 8L], [TestTenant.Loan, TestTenant.Client]];
        await _stage.SetAsync("both", ReportStage.OfBirthday with { Report = "Both", Text = "Hello", LoanColumn = "loan", ClientColumn = "client", Tells = "service" });

        await _stage.TickAndSendAsync();

        (await _stage.ReasonsAsync()).ShouldBe([Reasons.NotCertain, null]);
        _app.Gateway.Sent.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Quiet_hours_of_what_it_tells_are_kept()
    {
        await _stage.Tenant.Texts().PutAsync("", new { timeZone = "UTC", quietHours = new { promotional = "18:00-07:00" } });
        await _stage.SetAsync("birthday", ReportStage.OfBirthday);

        await _stage.TickAndSendAsync();
        (await _stage.RunAsync("birthday")).Entered.ShouldBe(1);
        _app.Gateway.Sent.ShouldBeEmpty();
        (await _stage.ReasonsAsync()).ShouldBe([Reasons.QuietHours]);

        await _app.DrainAfterAsync(TimeSpan.FromHours(12));
        _app.Gateway.Sent.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Without_quiet_hours_it_waits_for_the_morning()
    {
        await _stage.SetAsync("birthday", ReportStage.OfBirthday with { Begins = "02:00" });
        _app.Clock.Advance(TimeSpan.FromHours(8)); // 03:11
        await _stage.TickAsync();
        (await _stage.RunAsync("birthday")).Problem!.ShouldStartWith("It waits for the morning: there are no quiet hours for promotional texts");

        _app.Clock.Advance(TimeSpan.FromHours(4));
        await _stage.TickAndSendAsync();
        _app.Gateway.Sent.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Who_said_STOP_is_not_written_to()
    {
        await _app.StopAsync(await _app.TenantIdAsync(_stage.Tenant), "SM-stop");
        await _stage.SetAsync("birthday", ReportStage.OfBirthday);

        await _stage.TickAndSendAsync();

        _app.Gateway.Sent.ShouldBeEmpty();
        (await _stage.ReasonsAsync()).ShouldHaveSingleItem().ShouldBe(Reasons.OptedOut);
    }

    [Fact]
    public async Task Far_more_rows_than_usual_are_held_by_the_surge_gate_and_an_import_pause_closes_them()
    {
        await new SurgeStage(_stage.Tenant).RuleAsync(isOn: true, floor: 5, times: 3);
        _stage.Crowd(12);
        await _stage.SetAsync("birthday", ReportStage.OfBirthday);

        await _stage.TickAndSendAsync();
        var view = await new SurgeStage(_stage.Tenant).ViewAsync();
        view.Held.ShouldBeGreaterThanOrEqualTo(7);
        view.AfterRelease.ShouldContain("They go out within moments");
        var sent = _app.Gateway.Sent.Count;
        sent.ShouldBe(12 - (int)view.Held);

        (await _app.Services.GetRequiredService<ImportPauseVerbs>().StartAsync(Caller.CommandLine, _stage.Tenant.Id, new ImportPauseRequest(null, null, "branch 7"))).ShouldBeOfType<Outcome.Done>();
        _app.Clock.Advance(TimeSpan.FromMinutes(1));
        (await _stage.BeginAsync("birthday")).ShouldBeOfType<Outcome.Done>().Words.ShouldContain("Nobody is told of what is found now: Import pause from");
        _stage.Rows = [[TestTenant.Client, "Jane", null, 40L]];
        await _stage.TickAndSendAsync();
        (await _stage.ReasonsAsync()).Count(reason => reason == Reasons.ImportPause).ShouldBeGreaterThan(0);
        _app.Gateway.Sent.Count.ShouldBe(sent);
    }

    [Fact]
    public async Task The_record_says_that_it_was_a_row_of_a_report_and_an_erasure_takes_its_words_out()
    {
        await _stage.SetAsync("birthday", ReportStage.OfBirthday);
        await _stage.TickAndSendAsync();

        var id = (await _app.QueryAsync<long>("SELECT id FROM event")).ShouldHaveSingleItem();
        var shown = await _stage.Tenant.EventAsync(id);
        (shown.Text("dialect"), shown.Text("text")).ShouldBe(("report", "Happy birthday, Jane! 40 years."));
        shown.GetProperty("timeline")[0].Text("what").ShouldStartWith("Not told by the core: a row of its report");

        (await _app.EraseAsync(_stage.Tenant)).Events.ShouldBe(1);
        (await _app.QueryAsync<string?>("SELECT text FROM event")).ShouldBe([null]);
        (await _stage.BeginAsync("birthday")).ShouldBeOfType<Outcome.Done>();
        await _stage.TickAndSendAsync();
        (await _stage.RunAsync("birthday")).Known.ShouldBe(1);
        _app.Gateway.Sent.Count.ShouldBe(1, "what tells the row from another stays for its day");
    }

    [Fact]
    public async Task No_hook_can_be_taken_for_a_row()
    {
        var answer = await _stage.Tenant.PostAsync(new RawHook { Entity = "REPORT", Action = "PROMOTION" });

        (await _app.QueryAsync<long>("SELECT verdict FROM event WHERE id = @EventId", new { answer.EventId })).ShouldBe([(long)Verdict.Ignored]);
    }

    [Fact]
    public async Task What_is_a_tenants_ends_with_it()
    {
        await _stage.SetAsync("birthday", ReportStage.OfBirthday);
        await _stage.TickAsync();

        using var caller = _stage.Tenant.CreateCaller();
        using var answer = await caller.DeleteAsync(_stage.Tenant.ConfigurationUrl, TestContext.Current.CancellationToken);

        answer.EnsureSuccessStatusCode();
        (await _app.QueryAsync<long>("SELECT COUNT(*) FROM report_schedule UNION ALL SELECT COUNT(*) FROM schedule_run")).ShouldBe([0L, 0L]);
    }
}
