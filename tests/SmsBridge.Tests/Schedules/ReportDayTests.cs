using SmsBridge.Operators;
using SmsBridge.Schedules;
using SmsBridge.Schedules.Reports;
using SmsBridge.Simulator.Core;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Schedules;

/// <summary>A run is one day's: what it asks for, which rows are told, and when it ends. It is Saturday, 19:11, and there are no quiet hours.</summary>
public sealed class ReportDayTests : IAsyncLifetime
{
    private readonly SmsBridgeApp _app = new();
    private readonly List<string> _days = [];
    private ReportStage _stage = null!;

    private static CoreReportRequest OfToday => ReportStage.OfBirthday with { Parameters = new(StringComparer.Ordinal) { ["R_officeId"] = "1", ["R_on"] = "{{today}}" } };

    private static DateOnly Saturday => new(2026, 11, 21);

    private static DateOnly Sunday => new(2026, 11, 22);

    public async ValueTask InitializeAsync()
    {
        await _app.InitializeAsync();
        _stage = await ReportStage.SetUpAsync(_app);
        _stage.Books.Reports.Add(new StandInReport(
            ReportStage.Birthday, [("id", "INTEGER"), ("firstName", "STRING"), ("mobileNo", "STRING"), ("age", "INTEGER")], given =>
            {
                _days.Add(given["on"]);
                return _stage.Rows;
            }) { Parameters = ["on"] });
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Fact]
    public async Task Begun_in_the_evening_it_is_tomorrows_run_in_words_rows_and_parameters()
    {
        await SetAndTellAsync();
        _app.Clock.Advance(TimeSpan.FromHours(2)); // 21:11

        (await _stage.BeginAsync("birthday")).ShouldBeOfType<Outcome.Done>().Words
            .ShouldStartWith("A run of birthday for 2026-11-22 is entered; it waits until 07:00 tomorrow and is then run for that day.");
        await _stage.TickAndSendAsync();
        _days.ShouldBeEmpty("nothing is asked for before its day");
        _app.Gateway.Sent.ShouldBeEmpty();
        (await _stage.RunAsync("birthday")).Problem.ShouldBe("It waits for 2026-11-22, whose run it is.");

        _app.Clock.Advance(TimeSpan.FromHours(10)); // 07:11
        await _stage.TickAndSendAsync();
        var run = await _stage.RunAsync("birthday");
        (run.Day, run.State, run.Entered).ShouldBe((Sunday, "done", 1));
        (_days.Single(), _app.Gateway.Sent.Count).ShouldBe(("2026-11-22", 1));

        _app.Clock.Advance(TimeSpan.FromHours(1));
        await _stage.TickAndSendAsync();
        run = await _stage.RunAsync("birthday");
        (run.Day, run.StartedBy, run.Known, _app.Gateway.Sent.Count).ShouldBe((Sunday, "timetable", 1, 1));
    }

    [Fact]
    public async Task A_preview_in_the_evening_is_of_what_such_a_run_would_tell()
    {
        await SetAndTellAsync();
        _app.Clock.Advance(TimeSpan.FromHours(2));

        (await _stage.PreviewAsync("birthday")).View.Day.ShouldBe(Sunday);

        _days.ShouldBe(["2026-11-22"]);
    }

    [Fact]
    public async Task Begun_before_the_morning_it_waits_for_it_and_is_that_days()
    {
        await _stage.SetAsync("birthday", OfToday);
        _app.Clock.Advance(TimeSpan.FromHours(10)); // 05:11

        (await _stage.BeginAsync("birthday")).ShouldBeOfType<Outcome.Done>().Words
            .ShouldStartWith("A run of birthday for 2026-11-22 is entered; it waits until 07:00 and is then run for that day.");
    }

    [Fact]
    public async Task Where_quiet_hours_are_set_meanwhile_it_waits_for_its_day_all_the_same()
    {
        await SetAndTellAsync();
        _app.Clock.Advance(TimeSpan.FromHours(2));
        (await _stage.BeginAsync("birthday")).ShouldBeOfType<Outcome.Done>();
        await QuietAsync("20:00-07:00");

        await _stage.TickAsync();
        _days.ShouldBeEmpty();
        _app.Clock.Advance(TimeSpan.FromHours(3)); // 00:11
        await _stage.TickAndSendAsync();

        _days.ShouldBe(["2026-11-22"]);
        _app.Gateway.Sent.ShouldBeEmpty("it waits for the end of the quiet hours");
    }

    [Fact]
    public async Task A_silent_core_is_asked_until_the_evening_and_a_saturdays_report_is_not_told_on_sunday()
    {
        await SetAndTellAsync(OfToday with { Days = ["sat"] }, isTold: false);
        _app.Clock.Advance(TimeSpan.FromMinutes(50)); // 20:01
        await _stage.TickAsync();

        var run = await _stage.RunAsync("birthday");
        (run.Day, run.State).ShouldBe((Saturday, "given_up"));
        run.Problem!.ShouldStartWith("It is past 20:00, and there are no quiet hours for promotional texts. Nobody was told. ");
        await NobodyIsToldLaterAsync();
    }

    [Fact]
    public async Task With_quiet_hours_it_is_asked_until_midnight()
    {
        await QuietAsync("21:00-07:00");
        await SetAndTellAsync(OfToday with { Days = ["sat"] }, isTold: false);
        _app.Clock.Advance(TimeSpan.FromHours(4)); // 23:11
        await _stage.TickAsync();
        (await _stage.RunAsync("birthday")).State.ShouldBe("under_way");

        _app.Clock.Advance(TimeSpan.FromHours(1));
        await _stage.TickAsync();
        (await _stage.RunAsync("birthday")).Problem!.ShouldStartWith("Its day is over. Nobody was told. ");
        await NobodyIsToldLaterAsync();
    }

    [Fact]
    public async Task Put_on_the_timetable_in_the_evening_it_is_run_tomorrow_and_nothing_is_given_up_today()
    {
        _app.Clock.Advance(TimeSpan.FromHours(2));
        await _stage.SetAsync("birthday", OfToday);
        await _stage.TickAsync();
        (await _stage.RunsAsync("birthday")).ShouldBeEmpty();

        _app.Clock.Advance(TimeSpan.FromHours(11)); // 08:11
        await _stage.TickAsync();
        (await _stage.RunsAsync("birthday")).ShouldHaveSingleItem().Day.ShouldBe(Sunday);
    }

    [Fact]
    public async Task One_of_the_evening_whose_quiet_hours_were_taken_away_says_that_it_tells_nobody()
    {
        await QuietAsync("23:00-07:00");
        await _stage.SetAsync("birthday", OfToday with { Begins = "22:00" });
        await _stage.Tenant.Texts().PutAsync("", new { quietHours = new { promotional = "" } });
        _app.Clock.Advance(TimeSpan.FromHours(3)); // 22:11
        await _stage.TickAsync();

        (await _stage.RunAsync("birthday")).State.ShouldBe("given_up");
    }

    [Fact]
    public async Task Of_reminders_a_run_that_is_begun_in_the_evening_is_the_next_days_too()
    {
        await _stage.Schedules.SetAsync(new ScheduleRequest { Enabled = true });
        _stage.Schedules.Owes(TestTenant.Loan, (Sunday.AddDays(1), 900m));
        await _stage.Schedules.TickAsync();
        _app.Clock.Advance(TimeSpan.FromHours(2));

        (await _stage.Schedules.Verbs.RunAsync(Caller.CommandLine, _stage.Tenant.Id, TestContext.Current.CancellationToken)).ShouldBeOfType<Outcome.Done>().Words
            .ShouldStartWith("A run for 2026-11-22 is entered; it waits until 07:00 tomorrow, and goes through the loans then.");
        _app.Clock.Advance(TimeSpan.FromHours(10)); // 07:11
        await _stage.Schedules.TickAsync();
        await _stage.Schedules.TickAfterAsync(TimeSpan.FromMinutes(1));

        (await _stage.Schedules.ViewAsync()).Runs.Select(run => (run.Day, run.StartedBy, run.State)).ShouldBe([(Sunday, "command line", "done"), (Saturday, "timetable", "done")]);
    }

    /// <summary>On the timetable, and Saturday's run is done with.</summary>
    private async Task SetAndTellAsync(CoreReportRequest? request = null, bool isTold = true)
    {
        await _stage.SetAsync("birthday", request ?? OfToday);
        var rows = _stage.Rows;
        _stage.Rows = [];
        if (!isTold)
        {
            _app.Core.Faults.Add(new CoreFault("/runreports") { Status = 503 });
        }

        await _stage.TickAsync();
        _stage.Rows = rows;
        _days.Clear();
    }

    private async Task NobodyIsToldLaterAsync()
    {
        _app.Core.Faults.Clear();
        _app.Clock.Advance(TimeSpan.FromHours(12)); // Sunday, by day
        await _stage.TickAndSendAsync();
        (await _stage.RunsAsync("birthday")).ShouldHaveSingleItem();
        _app.Gateway.Sent.ShouldBeEmpty();
    }

    private async Task QuietAsync(string hours) => await _stage.Tenant.Texts().PutAsync("", new { timeZone = "UTC", quietHours = new { promotional = hours } });
}
